package dev.hearth.tensor;

import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Native arguments that never change, made once: making one costs as much as an addition of tensors. */
final class NativeConstants {

    static final Scalar ONE;
    static final ScalarTypeOptional NO_TYPE;
    static final ScalarTypeOptional FLOAT32_TYPE;
    static final MemoryFormatOptional NO_FORMAT;
    static final MemoryFormatOptional CHANNELS_LAST;
    static final LongOptional NO_DIVISOR;
    private static final TensorOptions[] ON_CPU;

    static {
        LibTorch.load();
        ONE = new Scalar(1.0);
        NO_TYPE = new ScalarTypeOptional();
        FLOAT32_TYPE = new ScalarTypeOptional(DType.FLOAT32.scalar());
        NO_FORMAT = new MemoryFormatOptional();
        CHANNELS_LAST =
                new MemoryFormatOptional(
                        org.bytedeco.pytorch.global.torch.MemoryFormat.ChannelsLast);
        NO_DIVISOR = new LongOptional();
        ON_CPU = on(DeviceType.CPU, -1);
    }

    private NativeConstants() {}

    /** By index and type; apart, so that a computer without a GPU never names one. */
    private static final class Cuda {
        private static final TensorOptions[][] OPTIONS =
                new TensorOptions[LibTorch.cudaDevices()][];

        static {
            for (int index = 0; index < OPTIONS.length; index++) {
                OPTIONS[index] = on(DeviceType.CUDA, index);
            }
        }

        private Cuda() {}
    }

    private static TensorOptions[] on(DeviceType device, int index) {
        DType[] types = DType.values();
        TensorOptions[] made = new TensorOptions[types.length];
        for (DType type : types) {
            try (TensorOptions typed = new TensorOptions(type.scalar());
                    var place = new org.bytedeco.pytorch.Device(device, (byte) index);
                    DeviceOptional optional = new DeviceOptional(place)) {
                made[type.ordinal()] = typed.device(optional);
            }
        }
        return made;
    }

    static TensorOptions options(DType type, Device device) {
        if (device.isCpu()) {
            return ON_CPU[type.ordinal()];
        }
        device.refuseUnlessPresent();
        return Cuda.OPTIONS[device.index()][type.ordinal()];
    }
}
