/** Pictures of other sizes: Pillow's 8-bit resampling to the bit, and the views that networks test on. */
package dev.hearth.data.resize;
