package dev.hearth.export.weights;

import dev.hearth.train.checkpoint.Safetensors;
import dev.hearth.train.checkpoint.StoredTensor;
import java.util.List;

/** A safetensors file among weight files. */
record SafetensorsWeights(Safetensors file) implements WeightFile {

    @Override
    public List<StoredTensor> tensors() {
        return file.tensors();
    }

    @Override
    public StoredTensor tensor(String name) {
        return file.tensor(name);
    }

    @Override
    public void stream(String name, int chunkBytes, Safetensors.Chunks chunks) {
        file.stream(name, chunkBytes, chunks);
    }

    @Override
    public void close() {
        file.close();
    }
}
