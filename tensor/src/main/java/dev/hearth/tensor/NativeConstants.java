package dev.hearth.tensor;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;

/** Native arguments that never change, made once: making one costs as much as an addition of tensors. */
final class NativeConstants {

    static final Scalar ONE;
    static final ScalarTypeOptional NO_TYPE;
    static final MemoryFormatOptional NO_FORMAT;
    static final LongOptional NO_DIVISOR;
    private static final TensorOptions[] ON_CPU;

    static {
        LibTorch.load();
        ONE = new Scalar(1.0);
        NO_TYPE = new ScalarTypeOptional();
        NO_FORMAT = new MemoryFormatOptional();
        NO_DIVISOR = new LongOptional();
        ON_CPU = on(Device.CPU);
    }

    private NativeConstants() {}

    /** Apart, so that a machine without one never names the device. */
    private static final class Cuda {
        private static final TensorOptions[] OPTIONS = on(Device.CUDA);

        private Cuda() {}
    }

    private static TensorOptions[] on(Device device) {
        DType[] types = DType.values();
        TensorOptions[] made = new TensorOptions[types.length];
        for (DType type : types) {
            try (TensorOptions typed = new TensorOptions(type.scalar());
                    var place = new org.bytedeco.pytorch.Device(device.type(), (byte) -1);
                    DeviceOptional optional = new DeviceOptional(place)) {
                made[type.ordinal()] = typed.device(optional);
            }
        }
        return made;
    }

    static TensorOptions options(DType type, Device device) {
        if (device == Device.CPU) {
            return ON_CPU[type.ordinal()];
        }
        if (!LibTorch.hasCuda()) {
            throw new LibTorchException(
                    Check.message(
                            "Device.CUDA needs a CUDA device and the CUDA build of libtorch",
                            "none is there",
                            "Use Device.CPU, or build with -Pcuda on a machine with one"));
        }
        return Cuda.OPTIONS[type.ordinal()];
    }
}
