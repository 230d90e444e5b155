package dev.hearth.serve;

/**
 * How an output of the protocol of {@link InferEndpoint} is asked for.
 *
 * @param isBinary whether behind the JSON
 * @param classes how many of the likeliest to name in its place; 0 for the tensor itself
 */
record InferOutput(boolean isBinary, int classes) {}
