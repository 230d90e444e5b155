package dev.hearth.data;

import dev.hearth.tensor.Tensor;

/**
 * A {@link Batch} on a device.
 *
 * @param images [count × channels × height × width], FLOAT32
 * @param labels [count], INT64
 */
public record BatchTensors(Tensor images, Tensor labels) {}
