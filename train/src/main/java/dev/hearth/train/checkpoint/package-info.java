/**
 * What a run leaves behind to go on from: one flat map of named arrays in the safetensors format,
 * written atomically and read strictly.
 */
package dev.hearth.train.checkpoint;
