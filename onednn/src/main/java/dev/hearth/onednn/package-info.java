/** Exported nets compiled for the processor by oneDNN: begin with {@link dev.hearth.onednn.OneDnnCompiler}. */
package dev.hearth.onednn;
