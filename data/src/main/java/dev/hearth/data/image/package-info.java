/** Picture files: JPEG and PNG within limits, EXIF orientation, and resampling as Pillow does it, to the bit. */
package dev.hearth.data.image;
