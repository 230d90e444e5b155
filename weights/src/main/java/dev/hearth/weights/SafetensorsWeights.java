package dev.hearth.weights;

import java.util.List;
import java.util.Map;

/** A safetensors file among weight files. */
record SafetensorsWeights(Safetensors file, String wrapping) implements WeightFile {

    static SafetensorsWeights of(Safetensors file) {
        List<String> names = file.tensors().stream().map(StoredTensor::name).toList();
        int length = StateDictWrapping.length(names);
        return new SafetensorsWeights(file, length == 0 ? "" : names.get(0).substring(0, length));
    }

    @Override
    public List<StoredTensor> tensors() {
        return file.tensors().stream().map(this::bare).toList();
    }

    private StoredTensor bare(StoredTensor tensor) {
        return new StoredTensor(
                tensor.name().substring(wrapping.length()),
                tensor.type(),
                tensor.shape(),
                tensor.begin(),
                tensor.end());
    }

    @Override
    public Map<String, String> metadata() {
        return file.metadata();
    }

    @Override
    public StoredTensor tensor(String name) {
        return bare(file.tensor(wrapping + name));
    }

    @Override
    public void stream(String name, int chunkBytes, Safetensors.Chunks chunks) {
        file.stream(wrapping + name, chunkBytes, chunks);
    }

    @Override
    public void close() {
        file.close();
    }
}
