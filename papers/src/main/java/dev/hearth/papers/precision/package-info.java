/** Whether nets learn in bfloat16 what they learn in float32: claims of our own. */
package dev.hearth.papers.precision;
