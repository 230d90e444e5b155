package dev.hearth.tensor;

// Above 400 lines, because libtorch's operations are one list: each is a method of a line of
// Javadoc
// and one call. What needs more than one call is in a class of its own.

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An array of any number of dimensions in native memory, on one {@link Device}, of one {@link DType}.
 *
 * <p>A tensor belongs to a {@link Scope}, which frees it, and to that scope's thread. Use after the
 * scope's end, on another thread, or with wrong shapes is an exception that says what to do, never a
 * crash.
 *
 * <p>Operations return new tensors and are recorded for {@link #backward} where an operand wants a
 * gradient; methods whose name ends in {@code InPlace} change this tensor and return it. Dimensions
 * count from 0; −1 is the last.
 *
 * <pre>{@code
 * try (var scope = Scope.open()) {
 *     Tensor w = Tensor.of(new float[] {1, 2}, 2).requireGrad();
 *     w.mul(w).sum().backward();
 *     float[] gradient = w.grad().orElseThrow().toFloats();   // 2, 4
 * }
 * }</pre>
 */
public final class Tensor {

    private org.bytedeco.pytorch.Tensor pointer;
    private Scope scope;

    // Asked of libtorch once: no operation here changes them.
    private long[] shape;
    private DType type;

    // The tensor that receives a leaf's gradient, if one was given.
    private Tensor gradientTarget;

    // The greatest of labels that came from an array, until they are changed; else −1.
    private int greatestLabel = -1;

    // Whether this is the leaf of a gradient boundary: libtorch changes no leaf in place.
    private boolean isBoundary;
    private boolean isView;

    private Tensor(org.bytedeco.pytorch.Tensor pointer, Scope scope) {
        this.pointer = pointer;
        this.scope = scope;
        scope.admit(this);
    }

    // ---- ownership --------------------------------------------------------------------------

    /** A call into libtorch. */
    interface Native {
        org.bytedeco.pytorch.Tensor run();
    }

    static Tensor call(String operation, Native body, Tensor... operands) {
        Scope scope = Scope.current();
        try {
            return new Tensor(body.run(), scope);
        } catch (RuntimeException failure) {
            throw translated(operation, failure, operands);
        }
    }

    /** Holds what an operation with several results gave. */
    static Tensor hold(org.bytedeco.pytorch.Tensor pointer) {
        return new Tensor(pointer, Scope.current());
    }

    /** Consecutive numbers of this flat tensor, owned by another scope. */
    Tensor part(Scope owner, long from, long count) {
        return new Tensor(raw().narrow(0, from, count), owner);
    }

    static RuntimeException translated(
            String operation, RuntimeException failure, Tensor... operands) {
        // JavaCPP throws libtorch's errors as RuntimeException itself; ours are subclasses.
        return failure.getClass() == RuntimeException.class
                ? LibTorchException.of(operation, operands, failure)
                : failure;
    }

    private Tensor inPlace(String operation, Native body, Tensor... operands) {
        try {
            body.run();
            return this;
        } catch (RuntimeException failure) {
            throw translated(operation, failure, operands);
        }
    }

    /** A call with one number. */
    interface OfNumber {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, Scalar y);
    }

    Tensor withNumber(String operation, double number, OfNumber body) {
        return call(
                operation,
                () -> {
                    try (Scalar y = new Scalar(number)) {
                        return body.run(raw(), y);
                    }
                },
                this);
    }

    private Tensor quietlyWithNumber(
            String operation, double number, OfNumber body, Tensor... others) {
        return quietly(
                operation,
                () -> {
                    try (Scalar y = new Scalar(number)) {
                        return body.run(raw(), y);
                    }
                },
                others);
    }

    /** The native tensor, if it may be used here and now. */
    org.bytedeco.pytorch.Tensor raw() {
        if (pointer == null) {
            throw new IllegalStateException(
                    Check.message(
                            "A tensor lives until its Scope closes",
                            "a use after that",
                            "Call scope.keep(tensor) before the end, or copy it to an array"));
        }
        if (!scope.isOfThisThread()) {
            throw new IllegalStateException(
                    Check.message(
                            "A tensor is used on the thread of its Scope, " + scope.threadName(),
                            Thread.currentThread().getName(),
                            "Hand an array to the other thread and make a tensor there"));
        }
        return pointer;
    }

    Scope scope() {
        return scope;
    }

    void moveTo(Scope other) {
        scope = other;
    }

    void free() {
        pointer.close();
        pointer = null;
        scope = null;
    }

    /** How often its memory has been changed in place, by whatever tensor looks on it. */
    public long version() {
        return raw()._version();
    }

    /** Whether its scope is still open. */
    public boolean isAlive() {
        return pointer != null;
    }

    // ---- construction -----------------------------------------------------------------------

    /** A copy of a row-major array: FLOAT32 on the CPU. */
    public static Tensor of(float[] values, long... shape) {
        Tensor made = empty(DType.FLOAT32, fitting(values.length, shape));
        if (values.length > 0) {
            made.pointer.data_ptr_float().put(values, 0, values.length);
        }
        return made;
    }

    /** A copy of the first numbers of a row-major array, as many as the shape holds: FLOAT32 on the CPU. */
    public static Tensor ofFirst(float[] values, long... shape) {
        long count = TensorMemory.count(shape);
        if (values.length < count) {
            fitting(values.length, shape);
        }
        Tensor made = empty(DType.FLOAT32, shape);
        if (count > 0) {
            made.pointer.data_ptr_float().put(values, 0, (int) count);
        }
        return made;
    }

    /** A copy of a row-major array: FLOAT64 on the CPU. */
    public static Tensor of(double[] values, long... shape) {
        Tensor made = empty(DType.FLOAT64, fitting(values.length, shape));
        if (values.length > 0) {
            made.pointer.data_ptr_double().put(values, 0, values.length);
        }
        return made;
    }

    /** A copy of a row-major array, such as labels or indices: INT64 on the CPU. */
    public static Tensor of(long[] values, long... shape) {
        Tensor made = empty(DType.INT64, fitting(values.length, shape));
        if (values.length > 0) {
            made.pointer.data_ptr_long().put(values, 0, values.length);
        }
        return made;
    }

    /**
     * A copy of the beginning of an array of labels or indices.
     *
     * @param values at least {@code count} of them, each 0 or more
     * @param count how many to take
     * @return INT64 of shape [count], on the CPU
     * @throws IllegalArgumentException if one of them is negative
     */
    public static Tensor ofLabels(int[] values, int count) {
        if (count < 0 || count > values.length) {
            throw Check.error(
                    "Tensor.ofLabels takes at least 0 labels and at most all",
                    "count=" + count + " of " + values.length,
                    "Give a count in between");
        }
        long[] wide = new long[count];
        int greatest = -1;
        for (int i = 0; i < count; i++) {
            wide[i] = values[i];
            greatest = Math.max(greatest, values[i]);
            if (values[i] < 0) {
                throw Check.error(
                        "Tensor.ofLabels takes labels from 0 on",
                        values[i] + " at " + i,
                        "Leave out examples without a label");
            }
        }
        Tensor labels = of(wide, count);
        labels.greatestLabel = greatest;
        return labels;
    }

    /** The greatest of labels that came from an array; else, or after a change, −1. */
    int greatestLabel() {
        return greatestLabel;
    }

    /** A copy of a row-major array of pixels, each read as 0 … 255: UINT8 on the CPU. */
    public static Tensor of(byte[] values, long... shape) {
        Tensor made = empty(DType.UINT8, fitting(values.length, shape));
        if (values.length > 0) {
            new BytePointer(made.pointer.data_ptr()).put(values, 0, values.length);
        }
        return made;
    }

    private static long[] fitting(int length, long[] shape) {
        if (TensorMemory.count(shape) != length) {
            throw Check.error(
                    "Tensor.of needs as many values as the shape holds",
                    length + " values for " + Arrays.toString(shape),
                    "Give a shape whose product is " + length);
        }
        return shape;
    }

    /** Not yet filled, on the CPU. */
    static Tensor empty(DType type, long... shape) {
        TensorMemory.refuseAbove("empty", type, shape);
        return call(
                "empty",
                () ->
                        torch.empty(
                                shape,
                                NativeConstants.options(type, Device.CPU),
                                NativeConstants.NO_FORMAT));
    }

    /** A tensor filled with one value. */
    public static Tensor full(double value, DType type, Device device, long... shape) {
        Objects.requireNonNull(type, "type");
        if (device.isCpu()) {
            TensorMemory.refuseAbove("full", type, shape);
        }
        return call(
                "full",
                () -> {
                    try (Scalar scalar = new Scalar(value)) {
                        return torch.full(shape, scalar, NativeConstants.options(type, device));
                    }
                });
    }

    /** A FLOAT32 tensor on the CPU, filled with one value. */
    public static Tensor full(double value, long... shape) {
        return full(value, DType.FLOAT32, Device.CPU, shape);
    }

    /** A FLOAT32 tensor of zeros on the CPU. */
    public static Tensor zeros(long... shape) {
        return full(0, shape);
    }

    /** A FLOAT32 tensor of ones on the CPU. */
    public static Tensor ones(long... shape) {
        return full(1, shape);
    }

    /** A tensor filled with one value, of this tensor's shape, type and device. */
    public Tensor filledLike(double value) {
        return full(value, dtype(), device(), extents());
    }

    /** The whole numbers below a count. */
    public static Tensor range(int count) {
        TensorMemory.refuseAbove("range", DType.INT64, count);
        return call(
                "range",
                () -> {
                    try (Scalar end = new Scalar((long) count)) {
                        return torch.arange(end, NativeConstants.options(DType.INT64, Device.CPU));
                    }
                });
    }

    // ---- properties -------------------------------------------------------------------------

    /** The extents. */
    public long[] shape() {
        return extents().clone();
    }

    private long[] extents() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        if (shape == null) {
            long[] asked = new long[(int) tensor.dim()];
            for (int i = 0; i < asked.length; i++) {
                asked[i] = tensor.size(i);
            }
            shape = asked;
        }
        return shape;
    }

    /**
     * The extent of one dimension.
     *
     * @param dimension from 0, or −1 for the last
     */
    public long size(int dimension) {
        try {
            return raw().size(dimension);
        } catch (RuntimeException failure) {
            throw translated("size", failure, this);
        }
    }

    /** The count of dimensions. */
    public int dimensions() {
        return (int) raw().dim();
    }

    /** The count of numbers. */
    public long count() {
        return raw().numel();
    }

    /** The precision. */
    public DType dtype() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        if (type == null) {
            type = DType.of(tensor.scalar_type());
        }
        return type;
    }

    /** Where the numbers lie. */
    public Device device() {
        if (!raw().is_cuda()) {
            return Device.CPU;
        }
        try (var place = raw().device()) {
            return Device.cuda(place.index());
        }
    }

    /** Whether {@link #backward} leaves a gradient here or passes one through. */
    public boolean wantsGrad() {
        return raw().requires_grad();
    }

    /** What stands in errors: shape and type, or that it is gone. */
    String describe() {
        if (pointer == null || scope == null || !scope.isOfThisThread()) {
            return "a tensor that is not usable here";
        }
        String extents = Arrays.toString(shape()).replace(", ", "×");
        return extents + " " + dtype() + (device().isCpu() ? "" : " on " + device());
    }

    @Override
    public String toString() {
        return "Tensor" + describe();
    }

    // ---- to arrays --------------------------------------------------------------------------

    /**
     * The one number of a tensor that holds one.
     *
     * @throws LibTorchException if it holds more or fewer
     */
    public double item() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        if (tensor.numel() != 1) {
            throw new LibTorchException(
                    Check.message(
                            "item needs a tensor with one number",
                            describe(),
                            "Use toFloats, or reduce it with sum or mean"));
        }
        return tensor.item_double();
    }

    /** A copy of all numbers, row-major, whatever the layout in memory. */
    public float[] toFloats() {
        float[] values = new float[length("toFloats")];
        read("toFloats", DType.FLOAT32, plain -> plain.data_ptr_float().get(values));
        return values;
    }

    /**
     * Copies all numbers, row-major, into an array of the caller's.
     *
     * @param target receives {@link #count} values
     * @param offset where they begin
     * @throws IndexOutOfBoundsException if they do not fit
     */
    public void copyTo(float[] target, int offset) {
        int length = length("copyTo");
        Objects.checkFromIndexSize(offset, length, target.length);
        read("copyTo", DType.FLOAT32, plain -> plain.data_ptr_float().get(target, offset, length));
    }

    /** A copy of all numbers, row-major. */
    public double[] toDoubles() {
        double[] values = new double[length("toDoubles")];
        read("toDoubles", DType.FLOAT64, plain -> plain.data_ptr_double().get(values));
        return values;
    }

    /** A copy of all numbers, row-major, fractions cut off. */
    public long[] toLongs() {
        long[] values = new long[length("toLongs")];
        read("toLongs", DType.INT64, plain -> plain.data_ptr_long().get(values));
        return values;
    }

    private int length(String operation) {
        long count = count();
        if (count > Integer.MAX_VALUE) {
            throw new IllegalStateException(
                    Check.message(
                            operation + " fills one Java array, of at most 2147483647 numbers",
                            describe(),
                            "Copy it in parts, with narrow"));
        }
        return (int) count;
    }

    /** What reads a row-major tensor on the CPU. */
    private interface Reader {
        void read(org.bytedeco.pytorch.Tensor plain);
    }

    private void read(String operation, DType as, Reader body) {
        org.bytedeco.pytorch.Tensor tensor = raw();
        if (count() == 0) {
            return;
        }
        if (dtype() == as && !tensor.is_cuda() && tensor.is_contiguous()) {
            body.read(tensor);
            return;
        }
        try (var cut = tensor.detach();
                var here = cut.cpu();
                var typed = here.to(as.scalar());
                var plain = typed.contiguous()) {
            body.read(plain);
        } catch (RuntimeException failure) {
            throw translated(operation, failure, this);
        }
    }

    /**
     * The bytes of a contiguous CPU tensor, to be read before the next operation on it.
     *
     * @return a direct view in native byte order; it must not outlive the scope
     */
    ByteBuffer bytes() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        return new BytePointer(tensor.data_ptr())
                .capacity(tensor.numel() * dtype().bytes())
                .asByteBuffer();
    }

    /** The numbers of a contiguous FLOAT32 CPU tensor, to be used while it lives. */
    FloatBuffer floats() {
        return bytes().order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    /** The same as the bits of whole numbers. */
    IntBuffer bits() {
        return bytes().order(ByteOrder.nativeOrder()).asIntBuffer();
    }

    /** Equal parts of a dense CPU tensor's memory, in its order, to be used while it lives. */
    ByteBuffer[] parts(int count) {
        long bytes = raw().numel() * dtype().bytes() / count;
        ByteBuffer[] parts = new ByteBuffer[count];
        BytePointer whole = new BytePointer(raw().data_ptr());
        for (int i = 0; i < count; i++) {
            BytePointer part = whole.getPointer(i * bytes);
            parts[i] = part.capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
        }
        return parts;
    }

    /** Whether channels lie innermost in memory, and it matters. */
    boolean isChannelsLast() {
        return !raw().is_contiguous() && raw().is_contiguous(torch.MemoryFormat.ChannelsLast);
    }

    // ---- gradients --------------------------------------------------------------------------

    /** Makes this leaf want a gradient. */
    public Tensor requireGrad() {
        return inPlace("requireGrad", () -> raw().set_requires_grad(true), this);
    }

    /** A view without history, at which a backward pass ends. */
    public Tensor detach() {
        return call("detach", () -> raw().detach(), this);
    }

    /**
     * A leaf over the same memory whose gradient is added up in another tensor's memory: how the
     * parameters of a network live in one flat buffer.
     *
     * @param gradient of the same shape and type; not cleared here
     */
    public Tensor leafWithGradIn(Tensor gradient) {
        if (!Arrays.equals(shape(), gradient.shape()) || dtype() != gradient.dtype()) {
            throw Check.error(
                    "A leaf and its gradient have one shape and type",
                    describe() + " and " + gradient.describe(),
                    "Cut both from buffers in the same way");
        }
        Tensor leaf = call("detach", () -> raw().detach(), this).requireGrad();
        try (org.bytedeco.pytorch.Tensor slot = leaf.raw().mutable_grad()) {
            slot.put(gradient.raw());
        }
        leaf.gradientTarget = gradient;
        return leaf;
    }

    /** Makes {@link #backward} leave a gradient here although this is no leaf. */
    public Tensor retainGrad() {
        try {
            raw().retain_grad();
            return this;
        } catch (RuntimeException failure) {
            throw translated("retainGrad", failure, this);
        }
    }

    /** The gradient that backward passes have added up here. */
    public Optional<Tensor> grad() {
        if (gradientTarget != null && gradientTarget.isAlive()) {
            raw();
            return Optional.of(gradientTarget);
        }
        if (!raw().is_leaf() && !raw().retains_grad()) {
            return Optional.empty();
        }
        Scope scope = Scope.current();
        org.bytedeco.pytorch.Tensor gradient = raw().grad();
        if (!gradient.defined()) {
            gradient.close();
            return Optional.empty();
        }
        return Optional.of(new Tensor(gradient, scope));
    }

    /**
     * Makes a tensor that alone holds its memory this leaf's gradient, without a copy.
     *
     * @return false, with nothing done, unless this is a leaf without a gradient, laid out alike
     */
    boolean adoptsGradient(Tensor fresh) {
        if (gradientTarget != null || !raw().is_leaf()) {
            return false;
        }
        try (org.bytedeco.pytorch.Tensor slot = raw().mutable_grad()) {
            if (slot.defined() || !fresh.isHeldAlone() || !isLaidOutAs(fresh)) {
                return false;
            }
            slot.put(fresh.raw());
            return true;
        }
    }

    /** Whether no other tensor looks on this memory. */
    boolean isHeldAlone() {
        try (org.bytedeco.pytorch.Storage memory = raw().storage()) {
            return memory.use_count() <= 1;
        }
    }

    /**
     * Leaves a gradient where a boundary takes it, if a record begins here: there is nothing to walk, and
     * libtorch would copy it.
     *
     * @return false, with nothing done, elsewhere
     */
    boolean receives(Tensor gradient) {
        if (!isBoundary
                || !Arrays.equals(shape(), gradient.shape())
                || dtype() != gradient.dtype()
                || !device().equals(gradient.device())) {
            return false;
        }
        try (org.bytedeco.pytorch.Tensor slot = raw().mutable_grad()) {
            if (slot.defined()) {
                return false;
            }
            slot.put(gradient.raw());
            return true;
        }
    }

    private boolean isLaidOutAs(Tensor other) {
        for (int i = 0; i < dimensions(); i++) {
            if (size(i) > 1 && raw().stride(i) != other.raw().stride(i)) {
                return false;
            }
        }
        return true;
    }

    /** This leaf for its users, who may write over it; the boundary keeps the leaf itself. */
    Tensor asBoundary() {
        Tensor same = call("cut", () -> new org.bytedeco.pytorch.Tensor(raw()), this);
        same.isBoundary = true;
        return same;
    }

    /**
     * This view, copied before it is written over: the gradient of what is written over a view takes
     * libtorch several passes over all that it is a view of.
     */
    Tensor asView() {
        isView = true;
        return this;
    }

    private void replace(org.bytedeco.pytorch.Tensor other) {
        pointer.close();
        pointer = other;
        isBoundary = false;
        isView = false;
    }

    /** What has come back to a leaf since this was last asked. */
    Optional<Tensor> takeGradient() {
        // libtorch hands out the leaf's own slot, which is emptied below.
        Optional<Tensor> gradient = grad().map(Tensor::detach);
        if (gradient.isPresent()) {
            try (org.bytedeco.pytorch.Tensor slot = raw().mutable_grad();
                    var nothing = new org.bytedeco.pytorch.Tensor()) {
                slot.put(nothing);
            }
        }
        return gradient;
    }

    /** Differentiates this one number by every leaf that wants a gradient, and adds up there. */
    public void backward() {
        Scope.backward(this, Optional.empty());
    }

    /**
     * Backward from a tensor with a given gradient.
     *
     * @param gradient what flows into this tensor, of its shape
     */
    public void backward(Tensor gradient) {
        Scope.backward(this, Optional.of(gradient));
    }

    // ---- where and how ----------------------------------------------------------------------

    /** In FLOAT32 if this is of 16 bits, else this tensor. */
    public Tensor widened() {
        return dtype() == DType.BFLOAT16 || dtype() == DType.FLOAT16 ? to(DType.FLOAT32) : this;
    }

    /** The same numbers in another precision; this tensor if it has it already. */
    public Tensor to(DType type) {
        Objects.requireNonNull(type, "type");
        return dtype() == type ? this : call("to", () -> raw().to(type.scalar()), this);
    }

    /**
     * The same numbers in another precision, channels innermost in memory. With one channel or one pixel too
     * the strides are those of {@link #channelsLast}, by which libtorch's convolutions decide in which
     * layout they compute.
     *
     * @return shape unchanged, [batch×channels×height×width]
     */
    public Tensor channelsLast(DType type) {
        return call(
                "channelsLast",
                () -> raw().to(type.scalar(), false, true, NativeConstants.CHANNELS_LAST),
                this);
    }

    /** The same numbers on another device; this tensor if it is there already. */
    public Tensor to(Device device) {
        if (device().equals(Objects.requireNonNull(device, "device"))) {
            return this;
        }
        return call(
                "to",
                () ->
                        raw().to(
                                        NativeConstants.options(dtype(), device),
                                        false,
                                        false,
                                        NativeConstants.NO_FORMAT),
                this);
    }

    /** The same numbers, row-major in memory; this tensor if it is so already. */
    public Tensor contiguous() {
        return raw().is_contiguous() ? this : call("contiguous", () -> raw().contiguous(), this);
    }

    /**
     * The same image batch with channels innermost in memory, which convolution on a CPU likes.
     *
     * @return shape unchanged, [batch×channels×height×width]
     */
    public Tensor channelsLast() {
        return call(
                "channelsLast",
                () -> raw().contiguous(org.bytedeco.pytorch.global.torch.MemoryFormat.ChannelsLast),
                this);
    }

    // ---- elementwise, of one -------------------------------------------------------------------

    /** −x. */
    public Tensor neg() {
        return call("neg", () -> raw().neg(), this);
    }

    /** |x|. */
    public Tensor abs() {
        return call("abs", () -> raw().abs(), this);
    }

    /** −1, 0 or 1. */
    public Tensor sign() {
        return call("sign", () -> raw().sign(), this);
    }

    /** eˣ. */
    public Tensor exp() {
        return call("exp", () -> raw().exp(), this);
    }

    /** eˣ − 1, exact near 0. */
    public Tensor expm1() {
        return call("expm1", () -> raw().expm1(), this);
    }

    /** ln x. */
    public Tensor log() {
        return call("log", () -> raw().log(), this);
    }

    /** ln(1 + x), exact near 0. */
    public Tensor log1p() {
        return call("log1p", () -> raw().log1p(), this);
    }

    /** √x. */
    public Tensor sqrt() {
        return call("sqrt", () -> raw().sqrt(), this);
    }

    /** 1/√x. */
    public Tensor rsqrt() {
        return call("rsqrt", () -> raw().rsqrt(), this);
    }

    /** x². */
    public Tensor square() {
        return call("square", () -> raw().square(), this);
    }

    /** 1/x. */
    public Tensor reciprocal() {
        return call("reciprocal", () -> raw().reciprocal(), this);
    }

    /** The next whole number below. */
    public Tensor floor() {
        return call("floor", () -> raw().floor(), this);
    }

    /** sin x. */
    public Tensor sin() {
        return call("sin", () -> raw().sin(), this);
    }

    /** cos x. */
    public Tensor cos() {
        return call("cos", () -> raw().cos(), this);
    }

    /** tanh x. */
    public Tensor tanh() {
        return call("tanh", () -> raw().tanh(), this);
    }

    /** 1/(1 + e⁻ˣ). */
    public Tensor sigmoid() {
        return call("sigmoid", () -> raw().sigmoid(), this);
    }

    /** max(0, x). */
    public Tensor relu() {
        return call("relu", () -> raw().relu(), this);
    }

    /** Whether x is neither infinite nor not a number. */
    public Tensor isFinite() {
        return call("isFinite", () -> raw().isfinite(), this);
    }

    /**
     * ELU: x for x &gt; 0, else α(eˣ − 1) (Clevert et al. 2015, §3).
     *
     * @param alpha α, above 0
     */
    public Tensor elu(double alpha) {
        return withNumber(
                "elu", alpha, (x, a) -> torch.elu(x, a, NativeConstants.ONE, NativeConstants.ONE));
    }

    /** Leaky ReLU: max(x, ax). */
    public Tensor leakyRelu(double slope) {
        return withNumber("leakyRelu", slope, (x, a) -> torch.leaky_relu(x, a));
    }

    /** Limits from both sides. */
    public Tensor clamp(double low, double high) {
        return call(
                "clamp",
                () -> {
                    try (Scalar l = new Scalar(low);
                            Scalar h = new Scalar(high);
                            ScalarOptional least = new ScalarOptional(l);
                            ScalarOptional most = new ScalarOptional(h)) {
                        return raw().clamp(least, most);
                    }
                },
                this);
    }

    /** Limits from below: max(low, x). */
    public Tensor clampMin(double low) {
        return withNumber("clampMin", low, (x, least) -> x.clamp_min(least));
    }

    // ---- elementwise, of two; shapes broadcast -------------------------------------------------

    /** x + y. */
    public Tensor add(Tensor other) {
        return call("add", () -> raw().add(other.raw()), this, other);
    }

    /**
     * x + factor·y, without a tensor for the product.
     *
     * @param other y, of a shape that broadcasts
     */
    public Tensor add(Tensor other, double factor) {
        return call(
                "add",
                () -> {
                    try (Scalar scale = new Scalar(factor)) {
                        return raw().add(other.raw(), scale);
                    }
                },
                this,
                other);
    }

    /** x − y. */
    public Tensor sub(Tensor other) {
        return call("sub", () -> raw().sub(other.raw()), this, other);
    }

    /** x·y. */
    public Tensor mul(Tensor other) {
        return call("mul", () -> raw().mul(other.raw()), this, other);
    }

    /** x/y. */
    public Tensor div(Tensor other) {
        return call("div", () -> raw().div(other.raw()), this, other);
    }

    /** The greater of both. */
    public Tensor maximum(Tensor other) {
        return call("maximum", () -> raw().maximum(other.raw()), this, other);
    }

    /** The lesser of both. */
    public Tensor minimum(Tensor other) {
        return call("minimum", () -> raw().minimum(other.raw()), this, other);
    }

    /** x = y, as BOOL. */
    public Tensor eq(Tensor other) {
        return call("eq", () -> raw().eq(other.raw()), this, other);
    }

    /** x &gt; y, as BOOL. */
    public Tensor gt(Tensor other) {
        return call("gt", () -> raw().gt(other.raw()), this, other);
    }

    /** x &lt; y, as BOOL. */
    public Tensor lt(Tensor other) {
        return call("lt", () -> raw().lt(other.raw()), this, other);
    }

    /** x ≥ y, as BOOL. */
    public Tensor ge(Tensor other) {
        return call("ge", () -> raw().ge(other.raw()), this, other);
    }

    /** x ≤ y, as BOOL. */
    public Tensor le(Tensor other) {
        return call("le", () -> raw().le(other.raw()), this, other);
    }

    /** x + y. */
    public Tensor add(double number) {
        return withNumber("add", number, (x, y) -> x.add(y));
    }

    /** x − y. */
    public Tensor sub(double number) {
        return withNumber("sub", number, (x, y) -> x.sub(y));
    }

    /** x·y. */
    public Tensor mul(double number) {
        return withNumber("mul", number, (x, y) -> x.mul(y));
    }

    /** x/y. */
    public Tensor div(double number) {
        return withNumber("div", number, (x, y) -> x.div(y));
    }

    /** xʸ. */
    public Tensor pow(double number) {
        return withNumber("pow", number, (x, y) -> x.pow(y));
    }

    /** x = y, as BOOL. */
    public Tensor eq(double number) {
        return withNumber("eq", number, (x, y) -> x.eq(y));
    }

    /** x &gt; y, as BOOL. */
    public Tensor gt(double number) {
        return withNumber("gt", number, (x, y) -> x.gt(y));
    }

    /** x &lt; y, as BOOL. */
    public Tensor lt(double number) {
        return withNumber("lt", number, (x, y) -> x.lt(y));
    }

    /** x ≥ y, as BOOL. */
    public Tensor ge(double number) {
        return withNumber("ge", number, (x, y) -> x.ge(y));
    }

    /** x ≤ y, as BOOL. */
    public Tensor le(double number) {
        return withNumber("le", number, (x, y) -> x.le(y));
    }

    /** Chooses by this BOOL tensor. */
    public Tensor where(Tensor yes, Tensor no) {
        return call("where", () -> torch.where(raw(), yes.raw(), no.raw()), this, yes, no);
    }

    // ---- reductions ----------------------------------------------------------------------------

    /** The sum of all. */
    public Tensor sum() {
        return call("sum", () -> raw().sum(), this);
    }

    /** The mean of all. */
    public Tensor mean() {
        return call("mean", () -> raw().mean(), this);
    }

    /** The greatest of all. */
    public Tensor max() {
        return call("max", () -> raw().max(), this);
    }

    /** The least of all. */
    public Tensor min() {
        return call("min", () -> raw().min(), this);
    }

    /** √(Σx²) over all. */
    public Tensor norm() {
        return call("norm", () -> raw().norm(), this);
    }

    /** Sums over dimensions; FLOAT32 where this is of 16 bits. */
    public Tensor sum(Keep keep, long... over) {
        return call("sum", () -> raw().sum(over, stays(keep, over), sumType()), this);
    }

    /** In what sums over dimensions are given: in FLOAT32 those of 16 bits. */
    private ScalarTypeOptional sumType() {
        return dtype() == DType.BFLOAT16 || dtype() == DType.FLOAT16
                ? NativeConstants.FLOAT32_TYPE
                : NativeConstants.NO_TYPE;
    }

    /** Means over dimensions; FLOAT32 where this is of 16 bits. */
    public Tensor mean(Keep keep, long... over) {
        return call("mean", () -> raw().mean(over, stays(keep, over), sumType()), this);
    }

    /** The greatest over dimensions. */
    public Tensor amax(Keep keep, long... over) {
        return call("amax", () -> raw().amax(over, stays(keep, over)), this);
    }

    /** The least over dimensions. */
    public Tensor amin(Keep keep, long... over) {
        return call("amin", () -> raw().amin(over, stays(keep, over)), this);
    }

    /** Refuses null, which would mean all dimensions. */
    private static boolean stays(Keep keep, long[] over) {
        Objects.requireNonNull(over, "over");
        return Objects.requireNonNull(keep, "keep") == Keep.DIMENSIONS;
    }

    /** Whether a reduced dimension stays. */
    public enum Keep {
        /** Reduced dimensions stay, with extent 1, so that the result broadcasts. */
        DIMENSIONS,
        /** Reduced dimensions go. */
        NOTHING
    }

    /** The variance over dimensions, dividing by n (not n − 1). */
    public Tensor variance(Keep keep, long... over) {
        return call("variance", () -> raw().var(over, false, stays(keep, over)), this);
    }

    /** The norm √(Σx²) over dimensions. */
    public Tensor norm(Keep keep, long... over) {
        return call(
                "norm",
                () -> {
                    try (Scalar two = new Scalar(2.0);
                            ScalarOptional order = new ScalarOptional(two)) {
                        return raw().norm(order, over, stays(keep, over));
                    }
                },
                this);
    }

    /** The index of the greatest along a dimension; the first of equals: INT64, without that dimension. */
    public Tensor argmax(long dimension) {
        return call(
                "argmax",
                () -> {
                    try (LongOptional along = new LongOptional(dimension)) {
                        return raw().argmax(along, false);
                    }
                },
                this);
    }

    /** ln Σeˣ over dimensions, without overflow. */
    public Tensor logSumExp(Keep keep, long... over) {
        return call("logSumExp", () -> torch.logsumexp(raw(), over, stays(keep, over)), this);
    }

    /**
     * Softmax along a dimension.
     *
     * @param dimension along which the values sum to 1
     */
    public Tensor softmax(long dimension) {
        return call("softmax", () -> torch.softmax(raw(), dimension), this);
    }

    /** ln softmax along a dimension, without overflow. */
    public Tensor logSoftmax(long dimension) {
        return call("logSoftmax", () -> torch.log_softmax(raw(), dimension), this);
    }

    // ---- shape ---------------------------------------------------------------------------------

    /**
     * The same numbers in another shape; a view where the layout allows.
     *
     * @param shape the extents; one of them may be −1 and follows from the others
     */
    public Tensor reshape(long... shape) {
        Objects.requireNonNull(shape, "shape");
        return call("reshape", () -> raw().reshape(shape), this);
    }

    /**
     * Joins all dimensions behind one.
     *
     * @param from the first dimension to join
     * @return with {@code from + 1} dimensions
     */
    public Tensor flatten(long from) {
        return call("flatten", () -> raw().flatten(from, -1), this);
    }

    /** Reorders dimensions: a view. */
    public Tensor permute(long... order) {
        Objects.requireNonNull(order, "order");
        return call("permute", () -> raw().permute(order), this);
    }

    /** Swaps two dimensions: a view. */
    public Tensor transpose(long a, long b) {
        return call("transpose", () -> raw().transpose(a, b), this);
    }

    /** The indices from {@code from} to before {@code from + length} of a dimension: a view. */
    public Tensor narrow(long dimension, long from, long length) {
        return call("narrow", () -> raw().narrow(dimension, from, length), this);
    }

    /** One index of a dimension, which goes. */
    public Tensor select(long dimension, long index) {
        return call("select", () -> raw().select(dimension, index), this);
    }

    /** Adds a dimension of extent 1: a view. */
    public Tensor unsqueeze(long dimension) {
        return call("unsqueeze", () -> raw().unsqueeze(dimension), this);
    }

    /** Drops a dimension of extent 1: a view. */
    public Tensor squeeze(long dimension) {
        return call("squeeze", () -> raw().squeeze(dimension), this);
    }

    /**
     * Repeats dimensions of extent 1 without copying.
     *
     * @param shape the extents wanted
     * @return a view
     */
    public Tensor expand(long... shape) {
        Objects.requireNonNull(shape, "shape");
        long[] wanted = shape.clone();
        long[] own = extents();
        for (int i = 0; i < wanted.length; i++) {
            int behind = i + own.length - wanted.length;
            wanted[i] = wanted[i] == -1 && behind >= 0 ? own[behind] : wanted[i];
        }
        TensorMemory.refuseAbove("expand", dtype(), wanted);
        return call("expand", () -> raw().expand(shape, false), this);
    }

    /** Reverses dimensions. */
    public Tensor flip(long... over) {
        Objects.requireNonNull(over, "over");
        return call("flip", () -> raw().flip(over), this);
    }

    /**
     * Takes slices by index.
     *
     * @param indices INT64, one-dimensional
     */
    public Tensor indexSelect(long dimension, Tensor indices) {
        return call(
                "indexSelect", () -> raw().index_select(dimension, indices.raw()), this, indices);
    }

    /**
     * Takes one number a place: out[i][j] = x[i][indices[i][j]] for dimension 1.
     *
     * @param dimension along which the indices point
     * @param indices INT64, with as many dimensions as this
     * @return of the indices' shape
     */
    public Tensor gather(long dimension, Tensor indices) {
        return call("gather", () -> raw().gather(dimension, indices.raw()), this, indices);
    }

    /** Pads the last two dimensions with one value. */
    public Tensor pad(long left, long right, long top, long bottom, double value) {
        if (dimensions() >= 2) {
            long[] padded = shape();
            padded[padded.length - 1] = padded(padded[padded.length - 1], left, right);
            padded[padded.length - 2] = padded(padded[padded.length - 2], top, bottom);
            TensorMemory.refuseAbove("pad", dtype(), padded);
        }
        return withNumber(
                "pad",
                value,
                (x, filling) ->
                        torch.constant_pad_nd(x, new long[] {left, right, top, bottom}, filling));
    }

    /** Never below 0: libtorch refuses that itself. */
    private static long padded(long extent, long before, long behind) {
        return Math.max(0, Math.addExact(extent, Math.addExact(before, behind)));
    }

    /** Joins tensors along a dimension. */
    public static Tensor concat(long dimension, Tensor... parts) {
        return call(
                "concat",
                () -> {
                    try (TensorVector all = vector(parts)) {
                        return torch.cat(all, dimension);
                    }
                },
                parts);
    }

    /** Stacks tensors along a new dimension. */
    public static Tensor stack(long dimension, Tensor... parts) {
        return call(
                "stack",
                () -> {
                    try (TensorVector all = vector(parts)) {
                        return torch.stack(all, dimension);
                    }
                },
                parts);
    }

    private static TensorVector vector(Tensor... parts) {
        if (parts.length == 0) {
            throw Check.error("concat and stack need at least one tensor", "none", "Give some");
        }
        org.bytedeco.pytorch.Tensor[] raws = new org.bytedeco.pytorch.Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            raws[i] = parts[i].raw();
        }
        return new TensorVector(raws);
    }

    // ---- linear algebra -----------------------------------------------------------------------

    /**
     * The matrix product, batched over leading dimensions.
     *
     * @param other [… × k × m]
     * @return [… × n × m] for this of [… × n × k]
     */
    public Tensor matmul(Tensor other) {
        Tensor shared = Gemm.of(this, other, false, null);
        if (shared != null) {
            return shared;
        }
        return call("matmul", () -> raw().matmul(other.raw()), this, other);
    }

    /**
     * x·Wᵀ + b.
     *
     * @param weight [out × in]
     * @param bias [out]
     * @return [… × out] for this of [… × in]
     */
    public Tensor linear(Tensor weight, Tensor bias) {
        Tensor shared = Gemm.of(this, weight, true, bias);
        if (shared != null) {
            return shared;
        }
        return call(
                "linear", () -> torch.linear(raw(), weight.raw(), bias.raw()), this, weight, bias);
    }

    /**
     * x·Wᵀ.
     *
     * @param weight [out × in]
     * @return [… × out] for this of [… × in]
     */
    public Tensor linear(Tensor weight) {
        Tensor shared = Gemm.of(this, weight, true, null);
        if (shared != null) {
            return shared;
        }
        return call("linear", () -> torch.linear(raw(), weight.raw()), this, weight);
    }

    /**
     * Solves A·X = B for this square A.
     *
     * @param right B, [n × m]
     * @return X, [n × m]
     * @throws LibTorchException if A is singular
     */
    public Tensor solve(Tensor right) {
        return call(
                "solve",
                () -> LibTorch.withOneProductThread(() -> torch.linalg_solve(raw(), right.raw())),
                this,
                right);
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @return the values in ascending order, and the vectors as columns
     */
    public Eigen symmetricEigen() {
        Scope scope = Scope.current();
        Tensor vectors;
        Tensor values;
        try (org.bytedeco.pytorch.T_TensorTensor_T pair =
                LibTorch.withOneProductThread(() -> torch.linalg_eigh(raw()))) {
            values = new Tensor(new org.bytedeco.pytorch.Tensor(pair.get0()), scope);
            vectors = new Tensor(new org.bytedeco.pytorch.Tensor(pair.get1()), scope);
        } catch (RuntimeException failure) {
            throw translated("symmetricEigen", failure, this);
        }
        return new Eigen(values, vectors);
    }

    /**
     * What {@link #symmetricEigen} finds.
     *
     * @param values [n], ascending
     * @param vectors [n × n], one a column
     */
    public record Eigen(Tensor values, Tensor vectors) {

        /** A function of the matrix, V·diag(f(λ))·Vᵀ; the same bits on any count of threads. */
        public Tensor map(java.util.function.UnaryOperator<Tensor> function) {
            Tensor scaled = vectors.mul(function.apply(values));
            return LibTorch.withOneProductThread(() -> scaled.matmul(vectors.transpose(0, 1)));
        }
    }

    static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.isPresent() ? new TensorOptional(tensor.get().raw()) : new TensorOptional();
    }

    // ---- recorded, in place --------------------------------------------------------------------

    /**
     * ELU as {@link #elu}, recorded and in place. For a tensor that is not read again, such as a
     * convolution's result: a backward pass that still needs the old numbers fails. The gradient is
     * computed from the result, with {@link Autograd#eluBackward}'s error.
     *
     * @param alpha α, above 0
     * @throws IllegalArgumentException if α is negative, so that the result does not tell the argument
     */
    public Tensor eluOver(double alpha) {
        if (!(alpha >= 0)) {
            throw Check.error(
                    "eluOver needs alpha of 0 or more, since its gradient follows from its result",
                    alpha,
                    "Use elu");
        }
        return over(
                "eluOver",
                () -> {
                    try (Scalar a = new Scalar(alpha)) {
                        return torch.elu_(raw(), a, NativeConstants.ONE, NativeConstants.ONE);
                    }
                });
    }

    /**
     * Leaky ReLU as {@link #leakyRelu}, recorded and in place, as {@link #eluOver} is.
     *
     * @param slope a, from 0 to below 1
     */
    public Tensor leakyReluOver(double slope) {
        return over(
                "leakyReluOver",
                () -> {
                    try (Scalar a = new Scalar(slope)) {
                        return torch.leaky_relu_(raw(), a);
                    }
                });
    }

    /** ReLU as {@link #relu}, recorded and in place, as {@link #eluOver} is. */
    public Tensor reluOver() {
        return over("reluOver", () -> raw().relu_());
    }

    private Tensor over(String operation, Native body) {
        try {
            if ((isBoundary || isView) && NoGrad.isRecording()) {
                replace(raw().clone());
            }
            org.bytedeco.pytorch.Tensor same = body.run();
            if (same != pointer) {
                same.close();
            }
            return this;
        } catch (RuntimeException failure) {
            throw translated(operation, failure, this);
        }
    }

    // ---- in place, never recorded --------------------------------------------------------------

    /** x ← x + factor·y. */
    public Tensor addInPlace(Tensor other, double factor) {
        return quietlyWithNumber("addInPlace", factor, (x, f) -> x.add_(other.raw(), f), other);
    }

    /** x ← factor·x. */
    public Tensor mulInPlace(double factor) {
        return quietlyWithNumber("mulInPlace", factor, (x, f) -> x.mul_(f));
    }

    /** x ← x·y. */
    public Tensor mulInPlace(Tensor other) {
        return quietly("mulInPlace", () -> raw().mul_(other.raw()), other);
    }

    /** x ← x + factor·a·b. */
    public Tensor addProductInPlace(Tensor a, Tensor b, double factor) {
        return quietlyWithNumber(
                "addProductInPlace", factor, (x, f) -> x.addcmul_(a.raw(), b.raw(), f), a, b);
    }

    /** x ← x + factor·a/b. */
    public Tensor addQuotientInPlace(Tensor a, Tensor b, double factor) {
        return quietlyWithNumber(
                "addQuotientInPlace", factor, (x, f) -> x.addcdiv_(a.raw(), b.raw(), f), a, b);
    }

    /** x ← x + share·(y − x), a step of a moving average. */
    public Tensor lerpInPlace(Tensor other, double share) {
        return quietlyWithNumber("lerpInPlace", share, (x, f) -> x.lerp_(other.raw(), f), other);
    }

    /** A step of descent with momentum, of x and its velocity: v ← μv − ηg, x ← x + v. */
    public Tensor descendInPlace(Tensor velocity, Tensor gradient, double momentum, double rate) {
        boolean alike =
                Arrays.equals(velocity.shape(), shape())
                        && Arrays.equals(gradient.shape(), shape());
        if (alike && FusedMomentumStep.fits(this, velocity, gradient)) {
            FusedMomentumStep.step(this, velocity, gradient, (float) momentum, (float) rate);
            return this;
        }
        velocity.mulInPlace(momentum).addInPlace(gradient, -rate);
        return addInPlace(velocity, 1);
    }

    /**
     * x ← x + a·b, the matrix product.
     *
     * @param a [n × k]
     * @param b [k × m]
     * @return this, [n × m]
     */
    public Tensor addMatmulInPlace(Tensor a, Tensor b) {
        if (Gemm.add(this, a, b)) {
            return this;
        }
        return quietly("addMatmulInPlace", () -> raw().addmm_(a.raw(), b.raw()), a, b);
    }

    /**
     * x ← ELU(x).
     *
     * @param alpha α, above 0
     */
    public Tensor eluInPlace(double alpha) {
        return quietlyWithNumber(
                "eluInPlace",
                alpha,
                (x, a) -> torch.elu_(x, a, NativeConstants.ONE, NativeConstants.ONE));
    }

    /** x ← max(x, ax). */
    public Tensor leakyReluInPlace(double slope) {
        return quietlyWithNumber("leakyReluInPlace", slope, (x, a) -> torch.leaky_relu_(x, a));
    }

    /** x ← max(x, 0). */
    public Tensor reluInPlace() {
        return quietly("reluInPlace", () -> raw().relu_());
    }

    /** x ← max(x, y). */
    public Tensor maximumInPlace(Tensor other) {
        return quietly(
                "maximumInPlace",
                () -> {
                    // expanded first, because a result in an argument would be resized to fit
                    try (var equal = other.raw().expand(extents(), false)) {
                        return torch.maximum_out(raw(), raw(), equal);
                    }
                },
                other);
    }

    /** x ← √x. */
    public Tensor sqrtInPlace() {
        return quietly("sqrtInPlace", () -> raw().sqrt_());
    }

    /** x ← |x|. */
    public Tensor absInPlace() {
        return quietly("absInPlace", () -> raw().abs_());
    }

    /** Without this libtorch would give a result of another shape its own, in silence. */
    private void sameShape(String operation, Tensor other) {
        if (!Arrays.equals(shape(), other.shape())) {
            throw Check.error(
                    operation + " writes over a tensor of the argument's shape",
                    describe() + " for " + other.describe(),
                    "Give two of one shape");
        }
    }

    /**
     * x ← √y, without a temporary.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public Tensor sqrtOfInPlace(Tensor other) {
        sameShape("sqrtOfInPlace", other);
        return quietly("sqrtOfInPlace", () -> torch.sqrt_out(raw(), other.raw()), other);
    }

    /**
     * x ← |y|, without a temporary.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public Tensor absOfInPlace(Tensor other) {
        sameShape("absOfInPlace", other);
        return quietly("absOfInPlace", () -> torch.abs_out(raw(), other.raw()), other);
    }

    /**
     * x ← y + number, without a temporary.
     *
     * @throws IllegalArgumentException if the shapes differ
     */
    public Tensor sumOfInPlace(Tensor other, double number) {
        sameShape("sumOfInPlace", other);
        return quietly(
                "sumOfInPlace",
                () -> {
                    // By a tensor of no dimensions: given a number, libtorch would make a
                    // temporary.
                    try (Scalar constant = new Scalar(number);
                            org.bytedeco.pytorch.Tensor lone =
                                    torch.full(
                                            new long[0],
                                            constant,
                                            NativeConstants.options(dtype(), Device.CPU))) {
                        return torch.add_out(raw(), other.raw(), lone);
                    }
                },
                other);
    }

    /** x ← min(max(x, low), high). */
    public Tensor clampInPlace(double low, double high) {
        return quietly(
                "clampInPlace",
                () -> {
                    try (Scalar l = new Scalar(low);
                            Scalar h = new Scalar(high);
                            ScalarOptional least = new ScalarOptional(l);
                            ScalarOptional most = new ScalarOptional(h)) {
                        return raw().clamp_(least, most);
                    }
                });
    }

    /** x ← x + number. */
    public Tensor addInPlace(double number) {
        return quietlyWithNumber("addInPlace", number, (x, y) -> x.add_(y));
    }

    /** x ← value, everywhere. */
    public Tensor fillInPlace(double value) {
        return quietlyWithNumber("fillInPlace", value, (x, y) -> x.fill_(y));
    }

    /**
     * x ← y, converted.
     *
     * @param other y, of a shape that broadcasts to this
     */
    public Tensor copyInPlace(Tensor other) {
        return quietly("copyInPlace", () -> raw().copy_(other.raw()), other);
    }

    /**
     * x ← the numbers of an array.
     *
     * @param values as many as this holds, row-major
     */
    public Tensor copyInPlace(float[] values) {
        try (var inner = Scope.open()) {
            return copyInPlace(Tensor.of(values, shape()));
        }
    }

    /** An operation in place, not recorded, whose result is this tensor itself. */
    Tensor quietly(String operation, Native body, Tensor... others) {
        boolean recorded = GradMode.is_enabled();
        GradMode.set_enabled(false);
        greatestLabel = -1;
        try {
            org.bytedeco.pytorch.Tensor same = body.run();
            if (same != pointer) {
                same.close();
            }
            return this;
        } catch (RuntimeException failure) {
            Tensor[] operands = Arrays.copyOf(others, others.length + 1);
            operands[others.length] = this;
            throw translated(operation, failure, operands);
        } finally {
            GradMode.set_enabled(recorded);
        }
    }

    /** A copy with memory of its own. */
    public Tensor copy() {
        return call("copy", () -> raw().clone(), this);
    }
}
