package dev.hearth.tensor;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * Where a tensor's numbers are: a kind of processor and its index, printed as {@code cpu} or {@code
 * cuda:1}.
 *
 * <p>A device can be named without being present; {@link #refuseUnlessPresent} asks libtorch. Random
 * numbers are drawn on the CPU and copied, whatever the device: see {@link RandomTensors}.
 *
 * <pre>{@code
 * Device second = Device.parse("cuda:1");     // equal to Device.cuda(1)
 * Tensor x = Tensor.ones(2, 3).to(second);
 * }</pre>
 */
public record Device(Kind kind, int index) {

    /** Main memory. */
    public static final Device CPU = new Device(Kind.CPU, 0);

    private static final Pattern TEXT = Pattern.compile("cpu|cuda(?::(\\d{1,3}))?");

    /** libtorch's index is a byte. */
    private static final int MOST = Byte.MAX_VALUE;

    /** A kind of processor. */
    public enum Kind {
        /** The host's processor. */
        CPU,
        /** An Nvidia GPU; needs the {@code -Pcuda} natives. */
        CUDA
    }

    /** Refuses an index that cannot be: a CPU has index 0, a GPU one from 0 to 127. */
    public Device {
        if (index < 0 || index > (kind == Kind.CPU ? 0 : MOST)) {
            throw unknown(kind.name().toLowerCase(Locale.ROOT) + ":" + index);
        }
    }

    /** The first GPU. */
    public static Device cuda() {
        return cuda(0);
    }

    /** The GPU of an index, from 0. */
    public static Device cuda(int index) {
        return new Device(Kind.CUDA, index);
    }

    /**
     * The device of a text: {@code cpu}, {@code cuda} or {@code cuda:N}, in either case.
     *
     * @throws IllegalArgumentException for any other text
     */
    public static Device parse(String text) {
        Matcher parts = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw unknown(text);
        }
        if (text.length() == 3) {
            return CPU;
        }
        int index = parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1));
        if (index > MOST) {
            throw unknown(text);
        }
        return cuda(index);
    }

    private static IllegalArgumentException unknown(String text) {
        return Check.error(
                "A device is cpu, cuda or cuda:N with N from 0 to 127",
                text,
                "Write cpu, or cuda:1 for the second GPU");
    }

    /** Whether this is main memory. */
    public boolean isCpu() {
        return kind == Kind.CPU;
    }

    /**
     * The bytes of main memory that this computer or its container has, used or not; of a GPU, whose memory
     * libtorch itself looks after, {@link Long#MAX_VALUE}.
     */
    public long memory() {
        return isCpu() ? TensorMemory.BYTES : Long.MAX_VALUE;
    }

    /** Whether libtorch can use it on this computer. */
    public boolean isPresent() {
        return isCpu() || index < LibTorch.cudaDevices();
    }

    /**
     * Refuses a device that is not there.
     *
     * @throws IllegalArgumentException if libtorch cannot use it on this computer
     */
    public void refuseUnlessPresent() {
        if (!isPresent()) {
            throw Check.error(
                    "Device " + this + " needs a GPU of that number and the CUDA build of libtorch",
                    LibTorch.version() + " with " + LibTorch.cudaDevices() + " GPUs",
                    "Use cpu, or build with -Pcuda on a computer that has one");
        }
    }

    DeviceType type() {
        return isCpu() ? DeviceType.CPU : DeviceType.CUDA;
    }

    @Override
    public String toString() {
        return isCpu() ? "cpu" : "cuda:" + index;
    }
}
