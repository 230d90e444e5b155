/** HEIC and AVIF pictures, by FFmpeg: see {@link dev.hearth.heif.HeifDecoder}. */
package dev.hearth.heif;
