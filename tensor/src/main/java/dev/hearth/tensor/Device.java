package dev.hearth.tensor;

import org.bytedeco.pytorch.global.torch.DeviceType;

/** Where a tensor's numbers lie. */
public enum Device {
    /** Main memory. */
    CPU(DeviceType.CPU),
    /** The first CUDA device; needs the {@code -Pcuda} natives. */
    CUDA(DeviceType.CUDA);

    private final DeviceType type;

    Device(DeviceType type) {
        this.type = type;
    }

    DeviceType type() {
        return type;
    }
}
