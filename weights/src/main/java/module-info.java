/** Safetensors, PyTorch state dicts and atomic files. */
module dev.hearth.weights {
    requires transitive dev.hearth.data;
    requires transitive dev.hearth.nn;

    exports dev.hearth.weights;
}
