package dev.hearth.tensor;

// Above 400 lines, because libtorch's vocabulary is one list: an operation is a method, and a
// method
// is its Javadoc and one call. What needs more than one call stands in a class of its own.

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The final hold on native numbers: an array of any number of dimensions, on one {@link Device}, of
 * one {@link DType}. Its operations are its methods.
 *
 * <p>A tensor belongs to a {@link Scope} and to that scope's thread. It has no public {@code close}:
 * one way to free means no double free. Use after the scope's end, on another thread, or with wrong
 * shapes is an exception that says what to do, never a crash.
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

    private Tensor(org.bytedeco.pytorch.Tensor pointer) {
        this.pointer = pointer;
        this.scope = Scope.current();
        scope.admit(this);
    }

    // ---- life -------------------------------------------------------------------------------

    /** A call into libtorch. */
    interface Native {
        org.bytedeco.pytorch.Tensor run();
    }

    static Tensor call(String operation, Native body, Tensor... operands) {
        try {
            return new Tensor(body.run());
        } catch (RuntimeException failure) {
            throw translated(operation, failure, operands);
        }
    }

    private static RuntimeException translated(
            String operation, RuntimeException failure, Tensor... operands) {
        // JavaCPP throws libtorch's errors as RuntimeException itself; ours are subclasses.
        return failure.getClass() == RuntimeException.class
                ? NativeFailure.of(operation, operands, failure)
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

    static Tensor adopt(org.bytedeco.pytorch.Tensor pointer) {
        return new Tensor(pointer);
    }

    /** The native tensor, if it may be used here and now. */
    org.bytedeco.pytorch.Tensor raw() {
        if (pointer == null) {
            throw new IllegalStateException(
                    "A tensor lives until its Scope closes. Received: a use after that."
                            + " Call scope.keep(tensor) before the end, or copy it to an array.");
        }
        if (!scope.isOfThisThread()) {
            throw new IllegalStateException(
                    "A tensor is used on the thread of its Scope, "
                            + scope.threadName()
                            + ". Received: "
                            + Thread.currentThread().getName()
                            + ". Hand an array to the other thread and make a tensor there.");
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

    /**
     * Whether its scope is still open.
     *
     * @return false after the scope's end
     */
    public boolean isAlive() {
        return pointer != null;
    }

    // ---- birth ------------------------------------------------------------------------------

    /**
     * A copy of an array.
     *
     * @param values as many as the shape holds, row-major
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public static Tensor of(float[] values, long... shape) {
        Tensor made = empty(DType.FLOAT32, fitting(values.length, shape));
        made.pointer.data_ptr_float().put(values, 0, values.length);
        return made;
    }

    /**
     * A copy of the beginning of an array.
     *
     * @param values at least as many as the shape holds, row-major
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public static Tensor ofFirst(float[] values, long... shape) {
        long count = count(shape);
        if (values.length < count) {
            fitting(values.length, shape);
        }
        Tensor made = empty(DType.FLOAT32, shape);
        made.pointer.data_ptr_float().put(values, 0, (int) count);
        return made;
    }

    /**
     * A copy of an array.
     *
     * @param values as many as the shape holds, row-major
     * @param shape the extents
     * @return FLOAT64 on the CPU
     */
    public static Tensor of(double[] values, long... shape) {
        Tensor made = empty(DType.FLOAT64, fitting(values.length, shape));
        made.pointer.data_ptr_double().put(values, 0, values.length);
        return made;
    }

    /**
     * A copy of an array, such as labels or indices.
     *
     * @param values as many as the shape holds, row-major
     * @param shape the extents
     * @return INT64 on the CPU
     */
    public static Tensor of(long[] values, long... shape) {
        Tensor made = empty(DType.INT64, fitting(values.length, shape));
        made.pointer.data_ptr_long().put(values, 0, values.length);
        return made;
    }

    /**
     * A copy of the beginning of an array of labels or indices.
     *
     * @param values at least {@code count} of them
     * @param count how many to take
     * @return INT64 of shape [count], on the CPU
     */
    public static Tensor ofLabels(int[] values, int count) {
        long[] wide = new long[count];
        for (int i = 0; i < count; i++) {
            wide[i] = values[i];
        }
        return of(wide, count);
    }

    /**
     * A copy of an array of pixels.
     *
     * @param values as many as the shape holds, each read as 0 … 255
     * @param shape the extents
     * @return UINT8 on the CPU
     */
    public static Tensor of(byte[] values, long... shape) {
        Tensor made = empty(DType.UINT8, fitting(values.length, shape));
        if (values.length > 0) {
            new BytePointer(made.pointer.data_ptr()).put(values, 0, values.length);
        }
        return made;
    }

    private static long[] fitting(int length, long[] shape) {
        if (count(shape) != length) {
            throw new IllegalArgumentException(
                    "Tensor.of needs as many values as the shape holds. Received: "
                            + length
                            + " values for "
                            + Arrays.toString(shape)
                            + ". Give a shape whose product is "
                            + length
                            + ".");
        }
        return shape;
    }

    private static long count(long[] shape) {
        long product = 1;
        for (long extent : shape) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "A shape has no negative extents. Received: "
                                + Arrays.toString(shape)
                                + ". Use reshape for an extent that follows from the others.");
            }
            product = Math.multiplyExact(product, extent);
        }
        return product;
    }

    static TensorOptions options(DType type, Device device) {
        if (device == Device.CUDA && !Engine.hasCuda()) {
            throw new NativeFailure(
                    "Device.CUDA needs a CUDA device and the CUDA build of libtorch. Received: none"
                            + " is there. Use Device.CPU, or build with -Pcuda on a machine with"
                            + " one.");
        }
        TensorOptions options = new TensorOptions(type.scalar());
        if (device == Device.CPU) {
            return options;
        }
        return options.device(
                new org.bytedeco.pytorch.DeviceOptional(
                        new org.bytedeco.pytorch.Device(device.type(), (byte) 0)));
    }

    private static Tensor empty(DType type, long... shape) {
        count(shape);
        return call(
                "empty",
                () -> {
                    try (TensorOptions options = options(type, Device.CPU)) {
                        return torch.empty(
                                shape, options, new org.bytedeco.pytorch.MemoryFormatOptional());
                    }
                });
    }

    /**
     * A tensor filled with one value.
     *
     * @param value the value
     * @param type its type
     * @param device where
     * @param shape the extents
     * @return all {@code value}
     */
    public static Tensor full(double value, DType type, Device device, long... shape) {
        count(shape);
        return call(
                "full",
                () -> {
                    try (TensorOptions options = options(type, device);
                            Scalar scalar = new Scalar(value)) {
                        return torch.full(shape, scalar, options);
                    }
                });
    }

    /**
     * A tensor filled with one value.
     *
     * @param value the value
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public static Tensor full(double value, long... shape) {
        return full(value, DType.FLOAT32, Device.CPU, shape);
    }

    /**
     * A tensor of zeros.
     *
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public static Tensor zeros(long... shape) {
        return full(0, shape);
    }

    /**
     * A tensor of ones.
     *
     * @param shape the extents
     * @return FLOAT32 on the CPU
     */
    public static Tensor ones(long... shape) {
        return full(1, shape);
    }

    /**
     * A tensor filled with one value, of this tensor's shape, type and device.
     *
     * @param value the value
     * @return all {@code value}
     */
    public Tensor filledLike(double value) {
        return full(value, dtype(), device(), shape());
    }

    /**
     * The whole numbers below a count.
     *
     * @param count how many
     * @return INT64: 0 … count−1
     */
    public static Tensor range(int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = i;
        }
        return of(values, count);
    }

    // ---- facts ------------------------------------------------------------------------------

    /**
     * The extents.
     *
     * @return one a dimension, none for a scalar
     */
    public long[] shape() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        long[] extents = new long[(int) tensor.dim()];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = tensor.size(i);
        }
        return extents;
    }

    /**
     * The extent of one dimension.
     *
     * @param dimension from 0, or −1 for the last
     * @return its extent
     */
    public long size(int dimension) {
        try {
            return raw().size(dimension);
        } catch (RuntimeException failure) {
            throw translated("size", failure, this);
        }
    }

    /**
     * The count of dimensions.
     *
     * @return 0 for a scalar
     */
    public int dimensions() {
        return (int) raw().dim();
    }

    /**
     * The count of numbers.
     *
     * @return the product of the extents
     */
    public long count() {
        return raw().numel();
    }

    /**
     * The precision.
     *
     * @return its type
     */
    public DType dtype() {
        return DType.of(raw().scalar_type());
    }

    /**
     * Where the numbers lie.
     *
     * @return its device
     */
    public Device device() {
        return raw().is_cuda() ? Device.CUDA : Device.CPU;
    }

    /**
     * Whether {@link #backward} leaves a gradient here or passes one through.
     *
     * @return true if recorded
     */
    public boolean wantsGrad() {
        return raw().requires_grad();
    }

    /** What stands in errors: shape and type, or that it is gone. */
    String describe() {
        if (pointer == null || scope == null || !scope.isOfThisThread()) {
            return "a tensor that is not usable here";
        }
        String extents = Arrays.toString(shape()).replace(", ", "×");
        return extents + " " + dtype() + (device() == Device.CPU ? "" : " on " + device());
    }

    @Override
    public String toString() {
        return "Tensor" + describe();
    }

    // ---- to arrays --------------------------------------------------------------------------

    /**
     * The one number of a tensor that holds one.
     *
     * @return its value
     * @throws NativeFailure if it holds more or fewer
     */
    public double item() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        if (tensor.numel() != 1) {
            throw new NativeFailure(
                    "item needs a tensor with one number. Received: "
                            + describe()
                            + ". Use toFloats, or reduce it with sum or mean.");
        }
        return tensor.item_double();
    }

    /**
     * A copy of all numbers, row-major, whatever the layout in memory.
     *
     * @return as FLOAT32
     */
    public float[] toFloats() {
        try (var room = Scope.open()) {
            Tensor plain = detach().to(DType.FLOAT32).to(Device.CPU).contiguous();
            float[] values = new float[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw().data_ptr_float().get(values);
            }
            return values;
        }
    }

    /**
     * Copies all numbers, row-major, into an array of the caller's.
     *
     * @param target receives {@link #count} values
     * @param offset where they begin
     */
    public void copyTo(float[] target, int offset) {
        try (var room = Scope.open()) {
            Tensor plain = detach().to(DType.FLOAT32).to(Device.CPU).contiguous();
            int count = Math.toIntExact(plain.count());
            Objects.checkFromIndexSize(offset, count, target.length);
            if (count > 0) {
                plain.raw().data_ptr_float().get(target, offset, count);
            }
        }
    }

    /**
     * A copy of all numbers, row-major.
     *
     * @return as FLOAT64
     */
    public double[] toDoubles() {
        try (var room = Scope.open()) {
            Tensor plain = detach().to(DType.FLOAT64).to(Device.CPU).contiguous();
            double[] values = new double[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw().data_ptr_double().get(values);
            }
            return values;
        }
    }

    /**
     * A copy of all numbers, row-major.
     *
     * @return as whole numbers, fractions cut off
     */
    public long[] toLongs() {
        try (var room = Scope.open()) {
            Tensor plain = detach().to(DType.INT64).to(Device.CPU).contiguous();
            long[] values = new long[Math.toIntExact(plain.count())];
            if (values.length > 0) {
                plain.raw().data_ptr_long().get(values);
            }
            return values;
        }
    }

    /**
     * The bytes of a contiguous CPU tensor, to be read before the next operation on it.
     *
     * @return a direct view in the machine's byte order; it must not outlive the scope
     */
    ByteBuffer bytes() {
        org.bytedeco.pytorch.Tensor tensor = raw();
        return new BytePointer(tensor.data_ptr())
                .capacity(tensor.numel() * dtype().bytes())
                .asByteBuffer();
    }

    // ---- gradients --------------------------------------------------------------------------

    /**
     * Makes this leaf want a gradient.
     *
     * @return this
     */
    public Tensor requireGrad() {
        return inPlace("requireGrad", () -> raw().set_requires_grad(true), this);
    }

    /**
     * The same numbers, cut from the record.
     *
     * @return a view without history
     */
    public Tensor detach() {
        return call("detach", () -> raw().detach(), this);
    }

    /**
     * A leaf over the same memory whose gradient is added up in another tensor's memory: how the
     * parameters of a network live in one flat buffer.
     *
     * @param gradient of the same shape and type; not cleared here
     * @return a leaf that wants a gradient
     */
    public Tensor leafWithGradIn(Tensor gradient) {
        if (!Arrays.equals(shape(), gradient.shape()) || dtype() != gradient.dtype()) {
            throw new IllegalArgumentException(
                    "A leaf and its gradient have one shape and type. Received: "
                            + describe()
                            + " and "
                            + gradient.describe()
                            + ". Cut both from buffers in the same way.");
        }
        Tensor leaf = call("detach", () -> raw().detach(), this).requireGrad();
        try (org.bytedeco.pytorch.Tensor slot = leaf.raw().mutable_grad()) {
            slot.put(gradient.raw());
        }
        return leaf;
    }

    /**
     * Makes {@link #backward} leave a gradient here although this is no leaf.
     *
     * @return this
     */
    public Tensor retainGrad() {
        try {
            raw().retain_grad();
            return this;
        } catch (RuntimeException failure) {
            throw translated("retainGrad", failure, this);
        }
    }

    /**
     * The gradient that backward passes have added up here.
     *
     * @return empty if there has been none
     */
    public Optional<Tensor> grad() {
        org.bytedeco.pytorch.Tensor gradient = raw().grad();
        if (!gradient.defined()) {
            gradient.close();
            return Optional.empty();
        }
        return Optional.of(new Tensor(gradient));
    }

    /** Differentiates this one number by every leaf that wants a gradient, and adds up there. */
    public void backward() {
        try {
            raw().backward();
        } catch (RuntimeException failure) {
            throw translated("backward", failure, this);
        }
    }

    /**
     * Backward from a tensor with a given gradient.
     *
     * @param gradient what flows into this tensor, of its shape
     */
    public void backward(Tensor gradient) {
        try (BoolOptional retain = new BoolOptional();
                org.bytedeco.pytorch.TensorArrayRefOptional inputs =
                        new org.bytedeco.pytorch.TensorArrayRefOptional()) {
            raw().backward(gradient.raw(), retain, false, inputs);
        } catch (RuntimeException failure) {
            throw translated("backward", failure, this, gradient);
        }
    }

    // ---- where and how ----------------------------------------------------------------------

    /**
     * The same numbers in another precision; this tensor if it has it already.
     *
     * @param type the precision
     * @return a tensor of that type
     */
    public Tensor to(DType type) {
        return dtype() == type ? this : call("to", () -> raw().to(type.scalar()), this);
    }

    /**
     * The same numbers on another device; this tensor if it is there already.
     *
     * @param device where
     * @return a tensor there
     */
    public Tensor to(Device device) {
        if (device() == device) {
            return this;
        }
        return call(
                "to",
                () -> {
                    try (TensorOptions options = options(dtype(), device)) {
                        return raw().to(
                                        options,
                                        false,
                                        false,
                                        new org.bytedeco.pytorch.MemoryFormatOptional());
                    }
                },
                this);
    }

    /**
     * The same numbers, row-major in memory; this tensor if it is so already.
     *
     * @return contiguous
     */
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

    /**
     * −x.
     *
     * @return of the same shape
     */
    public Tensor neg() {
        return call("neg", () -> raw().neg(), this);
    }

    /**
     * |x|.
     *
     * @return of the same shape
     */
    public Tensor abs() {
        return call("abs", () -> raw().abs(), this);
    }

    /**
     * −1, 0 or 1.
     *
     * @return of the same shape
     */
    public Tensor sign() {
        return call("sign", () -> raw().sign(), this);
    }

    /**
     * eˣ.
     *
     * @return of the same shape
     */
    public Tensor exp() {
        return call("exp", () -> raw().exp(), this);
    }

    /**
     * eˣ − 1, exact near 0.
     *
     * @return of the same shape
     */
    public Tensor expm1() {
        return call("expm1", () -> raw().expm1(), this);
    }

    /**
     * ln x.
     *
     * @return of the same shape
     */
    public Tensor log() {
        return call("log", () -> raw().log(), this);
    }

    /**
     * ln(1 + x), exact near 0.
     *
     * @return of the same shape
     */
    public Tensor log1p() {
        return call("log1p", () -> raw().log1p(), this);
    }

    /**
     * √x.
     *
     * @return of the same shape
     */
    public Tensor sqrt() {
        return call("sqrt", () -> raw().sqrt(), this);
    }

    /**
     * 1/√x.
     *
     * @return of the same shape
     */
    public Tensor rsqrt() {
        return call("rsqrt", () -> raw().rsqrt(), this);
    }

    /**
     * x².
     *
     * @return of the same shape
     */
    public Tensor square() {
        return call("square", () -> raw().square(), this);
    }

    /**
     * 1/x.
     *
     * @return of the same shape
     */
    public Tensor reciprocal() {
        return call("reciprocal", () -> raw().reciprocal(), this);
    }

    /**
     * The next whole number below.
     *
     * @return of the same shape
     */
    public Tensor floor() {
        return call("floor", () -> raw().floor(), this);
    }

    /**
     * sin x.
     *
     * @return of the same shape
     */
    public Tensor sin() {
        return call("sin", () -> raw().sin(), this);
    }

    /**
     * cos x.
     *
     * @return of the same shape
     */
    public Tensor cos() {
        return call("cos", () -> raw().cos(), this);
    }

    /**
     * tanh x.
     *
     * @return of the same shape
     */
    public Tensor tanh() {
        return call("tanh", () -> raw().tanh(), this);
    }

    /**
     * 1/(1 + e⁻ˣ).
     *
     * @return of the same shape
     */
    public Tensor sigmoid() {
        return call("sigmoid", () -> raw().sigmoid(), this);
    }

    /**
     * max(0, x).
     *
     * @return of the same shape
     */
    public Tensor relu() {
        return call("relu", () -> raw().relu(), this);
    }

    /**
     * Whether x is neither infinite nor not a number.
     *
     * @return of the same shape
     */
    public Tensor isFinite() {
        return call("isFinite", () -> raw().isfinite(), this);
    }

    /**
     * ELU: x for x &gt; 0, else α(eˣ − 1) (Clevert et al. 2015, §3).
     *
     * @param alpha α, above 0
     * @return of the same shape
     */
    public Tensor elu(double alpha) {
        return call(
                "elu",
                () -> {
                    try (Scalar a = new Scalar(alpha);
                            Scalar one = new Scalar(1.0);
                            Scalar alsoOne = new Scalar(1.0)) {
                        return torch.elu(raw(), a, one, alsoOne);
                    }
                },
                this);
    }

    /**
     * Leaky ReLU: max(x, ax).
     *
     * @param slope a, below 1
     * @return of the same shape
     */
    public Tensor leakyRelu(double slope) {
        return call("leakyRelu", () -> torch.leaky_relu(raw(), new Scalar(slope)), this);
    }

    /**
     * Parametric ReLU: max(0, x) + a·min(0, x), a learned.
     *
     * @param slope one number, or one a channel (dimension 1)
     * @return of the same shape
     */
    public Tensor prelu(Tensor slope) {
        return call("prelu", () -> torch.prelu(raw(), slope.raw()), this, slope);
    }

    /**
     * Limits from both sides.
     *
     * @param low the least value
     * @param high the greatest
     * @return of the same shape
     */
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

    /**
     * Limits from below: max(low, x).
     *
     * @param low the least value
     * @return of the same shape
     */
    public Tensor clampMin(double low) {
        return call("clampMin", () -> raw().clamp_min(new Scalar(low)), this);
    }

    // ---- elementwise, of two; shapes broadcast -------------------------------------------------

    /**
     * x + y.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor add(Tensor other) {
        return call("add", () -> raw().add(other.raw()), this, other);
    }

    /**
     * x − y.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor sub(Tensor other) {
        return call("sub", () -> raw().sub(other.raw()), this, other);
    }

    /**
     * x·y.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor mul(Tensor other) {
        return call("mul", () -> raw().mul(other.raw()), this, other);
    }

    /**
     * x/y.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor div(Tensor other) {
        return call("div", () -> raw().div(other.raw()), this, other);
    }

    /**
     * The greater of both.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor maximum(Tensor other) {
        return call("maximum", () -> raw().maximum(other.raw()), this, other);
    }

    /**
     * The lesser of both.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor minimum(Tensor other) {
        return call("minimum", () -> raw().minimum(other.raw()), this, other);
    }

    /**
     * x = y, as BOOL.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor eq(Tensor other) {
        return call("eq", () -> raw().eq(other.raw()), this, other);
    }

    /**
     * x &gt; y, as BOOL.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor gt(Tensor other) {
        return call("gt", () -> raw().gt(other.raw()), this, other);
    }

    /**
     * x &lt; y, as BOOL.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor lt(Tensor other) {
        return call("lt", () -> raw().lt(other.raw()), this, other);
    }

    /**
     * x ≥ y, as BOOL.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor ge(Tensor other) {
        return call("ge", () -> raw().ge(other.raw()), this, other);
    }

    /**
     * x ≤ y, as BOOL.
     *
     * @param other of a shape that broadcasts
     * @return of the joint shape
     */
    public Tensor le(Tensor other) {
        return call("le", () -> raw().le(other.raw()), this, other);
    }

    /**
     * x + y.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor add(double number) {
        return call("add", () -> raw().add(new Scalar(number)), this);
    }

    /**
     * x − y.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor sub(double number) {
        return call("sub", () -> raw().sub(new Scalar(number)), this);
    }

    /**
     * x·y.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor mul(double number) {
        return call("mul", () -> raw().mul(new Scalar(number)), this);
    }

    /**
     * x/y.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor div(double number) {
        return call("div", () -> raw().div(new Scalar(number)), this);
    }

    /**
     * xʸ.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor pow(double number) {
        return call("pow", () -> raw().pow(new Scalar(number)), this);
    }

    /**
     * x = y, as BOOL.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor eq(double number) {
        return call("eq", () -> raw().eq(new Scalar(number)), this);
    }

    /**
     * x &gt; y, as BOOL.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor gt(double number) {
        return call("gt", () -> raw().gt(new Scalar(number)), this);
    }

    /**
     * x &lt; y, as BOOL.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor lt(double number) {
        return call("lt", () -> raw().lt(new Scalar(number)), this);
    }

    /**
     * x ≥ y, as BOOL.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor ge(double number) {
        return call("ge", () -> raw().ge(new Scalar(number)), this);
    }

    /**
     * x ≤ y, as BOOL.
     *
     * @param number y
     * @return of the same shape
     */
    public Tensor le(double number) {
        return call("le", () -> raw().le(new Scalar(number)), this);
    }

    /**
     * Chooses by this BOOL tensor.
     *
     * @param yes taken where true
     * @param no taken where false
     * @return of the joint shape
     */
    public Tensor where(Tensor yes, Tensor no) {
        return call("where", () -> torch.where(raw(), yes.raw(), no.raw()), this, yes, no);
    }

    // ---- reductions ----------------------------------------------------------------------------

    /**
     * The sum of all.
     *
     * @return one number
     */
    public Tensor sum() {
        return call("sum", () -> raw().sum(), this);
    }

    /**
     * The mean of all.
     *
     * @return one number
     */
    public Tensor mean() {
        return call("mean", () -> raw().mean(), this);
    }

    /**
     * The greatest of all.
     *
     * @return one number
     */
    public Tensor max() {
        return call("max", () -> raw().max(), this);
    }

    /**
     * The least of all.
     *
     * @return one number
     */
    public Tensor min() {
        return call("min", () -> raw().min(), this);
    }

    /**
     * √(Σx²) over all.
     *
     * @return one number
     */
    public Tensor norm() {
        return call("norm", () -> raw().norm(), this);
    }

    /**
     * Sums over dimensions.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor sum(Keep keep, long... over) {
        return call(
                "sum",
                () -> raw().sum(over, keep == Keep.DIMENSIONS, new ScalarTypeOptional()),
                this);
    }

    /**
     * Means over dimensions.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor mean(Keep keep, long... over) {
        return call(
                "mean",
                () -> raw().mean(over, keep == Keep.DIMENSIONS, new ScalarTypeOptional()),
                this);
    }

    /**
     * The greatest over dimensions.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor amax(Keep keep, long... over) {
        return call("amax", () -> raw().amax(over, keep == Keep.DIMENSIONS), this);
    }

    /**
     * The least over dimensions.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor amin(Keep keep, long... over) {
        return call("amin", () -> raw().amin(over, keep == Keep.DIMENSIONS), this);
    }

    /** Whether a reduced dimension stays. */
    public enum Keep {
        /** Reduced dimensions stay, with extent 1, so that the result broadcasts. */
        DIMENSIONS,
        /** Reduced dimensions go. */
        NOTHING
    }

    /**
     * The variance over dimensions, dividing by n (not n − 1).
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor variance(Keep keep, long... over) {
        return call("variance", () -> raw().var(over, false, keep == Keep.DIMENSIONS), this);
    }

    /**
     * The norm √(Σx²) over dimensions.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor norm(Keep keep, long... over) {
        return call(
                "norm",
                () -> {
                    try (Scalar two = new Scalar(2.0);
                            ScalarOptional order = new ScalarOptional(two)) {
                        return raw().norm(order, over, keep == Keep.DIMENSIONS);
                    }
                },
                this);
    }

    /**
     * The index of the greatest along a dimension; the first of equals.
     *
     * @param dimension along which
     * @return INT64, without that dimension
     */
    public Tensor argmax(long dimension) {
        return call("argmax", () -> raw().argmax(new LongOptional(dimension), false), this);
    }

    /**
     * ln Σeˣ over dimensions, without overflow.
     *
     * @param keep whether the dimensions stay, with extent 1
     * @param over the dimensions
     * @return reduced
     */
    public Tensor logSumExp(Keep keep, long... over) {
        return call("logSumExp", () -> torch.logsumexp(raw(), over, keep == Keep.DIMENSIONS), this);
    }

    /**
     * Softmax along a dimension.
     *
     * @param dimension along which the values sum to 1
     * @return of the same shape
     */
    public Tensor softmax(long dimension) {
        return call("softmax", () -> torch.softmax(raw(), dimension), this);
    }

    /**
     * ln softmax along a dimension, without overflow.
     *
     * @param dimension along which
     * @return of the same shape
     */
    public Tensor logSoftmax(long dimension) {
        return call("logSoftmax", () -> torch.log_softmax(raw(), dimension), this);
    }

    // ---- shape ---------------------------------------------------------------------------------

    /**
     * The same numbers in another shape; a view where the layout allows.
     *
     * @param shape the extents; one of them may be −1 and follows from the others
     * @return of that shape
     */
    public Tensor reshape(long... shape) {
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

    /**
     * Reorders dimensions.
     *
     * @param order the dimensions in their new order
     * @return a view
     */
    public Tensor permute(long... order) {
        return call("permute", () -> raw().permute(order), this);
    }

    /**
     * Swaps two dimensions.
     *
     * @param a one
     * @param b the other
     * @return a view
     */
    public Tensor transpose(long a, long b) {
        return call("transpose", () -> raw().transpose(a, b), this);
    }

    /**
     * A stretch of a dimension.
     *
     * @param dimension which
     * @param from the first index
     * @param length how many
     * @return a view
     */
    public Tensor narrow(long dimension, long from, long length) {
        return call("narrow", () -> raw().narrow(dimension, from, length), this);
    }

    /**
     * One index of a dimension, which goes.
     *
     * @param dimension which
     * @param index from 0
     * @return a view with one dimension less
     */
    public Tensor select(long dimension, long index) {
        return call("select", () -> raw().select(dimension, index), this);
    }

    /**
     * Adds a dimension of extent 1.
     *
     * @param dimension before which
     * @return a view
     */
    public Tensor unsqueeze(long dimension) {
        return call("unsqueeze", () -> raw().unsqueeze(dimension), this);
    }

    /**
     * Drops a dimension of extent 1.
     *
     * @param dimension which
     * @return a view
     */
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
        return call("expand", () -> raw().expand(shape, false), this);
    }

    /**
     * Reverses dimensions.
     *
     * @param over which
     * @return of the same shape
     */
    public Tensor flip(long... over) {
        return call("flip", () -> raw().flip(over), this);
    }

    /**
     * Takes slices by index.
     *
     * @param dimension along which
     * @param indices INT64, one-dimensional
     * @return with as many slices as indices
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

    /**
     * Pads the last two dimensions with one value.
     *
     * @param left columns before the first
     * @param right columns behind the last
     * @param top rows above
     * @param bottom rows below
     * @param value what stands there
     * @return larger
     */
    public Tensor pad(long left, long right, long top, long bottom, double value) {
        return call(
                "pad",
                () ->
                        torch.constant_pad_nd(
                                raw(), new long[] {left, right, top, bottom}, new Scalar(value)),
                this);
    }

    /**
     * Joins tensors along a dimension.
     *
     * @param dimension along which
     * @param parts at least one, equal in all other extents
     * @return the joint tensor
     */
    public static Tensor concat(long dimension, Tensor... parts) {
        return call("concat", () -> torch.cat(vector(parts), dimension), parts);
    }

    /**
     * Stacks tensors along a new dimension.
     *
     * @param dimension the new one
     * @param parts at least one, of one shape
     * @return with one dimension more
     */
    public static Tensor stack(long dimension, Tensor... parts) {
        return call("stack", () -> torch.stack(vector(parts), dimension), parts);
    }

    private static TensorVector vector(Tensor... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException(
                    "concat and stack need at least one tensor. Received: none. Give some.");
        }
        org.bytedeco.pytorch.Tensor[] raws = new org.bytedeco.pytorch.Tensor[parts.length];
        for (int i = 0; i < parts.length; i++) {
            raws[i] = parts[i].raw();
        }
        return new TensorVector(raws);
    }

    // ---- linear algebra and layers -------------------------------------------------------------

    /**
     * The matrix product, batched over leading dimensions.
     *
     * @param other [… × k × m]
     * @return [… × n × m] for this of [… × n × k]
     */
    public Tensor matmul(Tensor other) {
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
        return call("linear", () -> torch.linear(raw(), weight.raw()), this, weight);
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix.
     *
     * @return the values in ascending order, and the vectors as columns
     */
    public Eigen symmetricEigen() {
        Tensor vectors;
        Tensor values;
        try (org.bytedeco.pytorch.T_TensorTensor_T pair = torch.linalg_eigh(raw())) {
            values = new Tensor(new org.bytedeco.pytorch.Tensor(pair.get0()));
            vectors = new Tensor(new org.bytedeco.pytorch.Tensor(pair.get1()));
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
    public record Eigen(Tensor values, Tensor vectors) {}

    /**
     * Convolution (cross-correlation) of an image batch.
     *
     * @param weight [out × in/groups × height × width]
     * @param bias [out], if there is one
     * @param geometry strides, padding, dilation, groups
     * @return [batch × out × height' × width'] for this of [batch × in × height × width]
     */
    public Tensor conv2d(Tensor weight, Optional<Tensor> bias, Geometry geometry) {
        return Convolution.forward(this, weight, bias, geometry);
    }

    /**
     * Transposed convolution: the gradient of {@link #conv2d} by its input.
     *
     * @param weight [in × out/groups × height × width]
     * @param bias [out], if there is one
     * @param geometry strides, padding, dilation, groups
     * @param extraRows rows added below the result, less than the stride
     * @param extraColumns columns added at its right, less than the stride
     * @return [batch × out × height' × width']
     */
    public Tensor convTranspose2d(
            Tensor weight,
            Optional<Tensor> bias,
            Geometry geometry,
            int extraRows,
            int extraColumns) {
        return Convolution.transposed(this, weight, bias, geometry, extraRows, extraColumns);
    }

    /**
     * The greatest of each window of an image batch.
     *
     * @param window strides, padding (with −∞), dilation; groups stay 1
     * @param height of the window
     * @param width of the window
     * @return [batch × channels × height' × width']
     */
    public Tensor maxPool2d(int height, int width, Geometry window) {
        return Convolution.maxPool(this, height, width, window);
    }

    /**
     * The mean of each window of an image batch.
     *
     * @param height of the window
     * @param width of the window
     * @param window strides and padding; no dilation
     * @param padding whether padded cells count in the mean
     * @return [batch × channels × height' × width']
     */
    public Tensor avgPool2d(int height, int width, Geometry window, CountPadding padding) {
        return Convolution.avgPool(this, height, width, window, padding);
    }

    /** Whether padded cells count in a mean. */
    public enum CountPadding {
        /** Padded cells count as zeros. */
        YES,
        /** Only real cells are averaged. */
        NO
    }

    /**
     * Mean of each cell of a grid laid over the images, whatever their size.
     *
     * @param height rows of the grid
     * @param width columns of the grid
     * @return [batch × channels × height × width]
     */
    public Tensor adaptiveAvgPool2d(int height, int width) {
        Geometry.positive("adaptiveAvgPool2d", height, width);
        return call(
                "adaptiveAvgPool2d",
                () -> torch.adaptive_avg_pool2d(raw(), new long[] {height, width}),
                this);
    }

    /**
     * Greatest of each cell of a grid laid over the images, whatever their size.
     *
     * @param height rows of the grid
     * @param width columns of the grid
     * @return [batch × channels × height × width]
     */
    public Tensor adaptiveMaxPool2d(int height, int width) {
        Geometry.positive("adaptiveMaxPool2d", height, width);
        return call(
                "adaptiveMaxPool2d",
                () -> {
                    try (var pair = torch.adaptive_max_pool2d(raw(), new long[] {height, width})) {
                        return new org.bytedeco.pytorch.Tensor(pair.get0());
                    }
                },
                this);
    }

    /**
     * Batch normalisation: (x − μ)/√(σ² + ε)·γ + β over all dimensions but the channels' (1).
     *
     * @param scale γ, one a channel, if there is one
     * @param shift β, one a channel, if there is one
     * @param runningMean used when testing; moved towards the batch's mean when training
     * @param runningVariance the same for the variance (n − 1 in the divisor, as PyTorch has it)
     * @param training whether μ and σ² are the batch's own
     * @param momentum the batch's share in the running figures
     * @param epsilon ε, inside the root
     * @return of the same shape
     */
    public Tensor batchNorm(
            Optional<Tensor> scale,
            Optional<Tensor> shift,
            Tensor runningMean,
            Tensor runningVariance,
            boolean training,
            double momentum,
            double epsilon) {
        return call(
                "batchNorm",
                () -> {
                    try (TensorOptional gamma = optional(scale);
                            TensorOptional beta = optional(shift);
                            TensorOptional mean = new TensorOptional(runningMean.raw());
                            TensorOptional variance = new TensorOptional(runningVariance.raw())) {
                        return torch.batch_norm(
                                raw(), gamma, beta, mean, variance, training, momentum, epsilon,
                                false);
                    }
                },
                this,
                runningMean,
                runningVariance);
    }

    static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.isPresent() ? new TensorOptional(tensor.get().raw()) : new TensorOptional();
    }

    // ---- losses --------------------------------------------------------------------------------

    /**
     * Mean cross-entropy −ln softmax(x)[label] of a batch of logits, with label smoothing ε: the
     * target is (1 − ε) on the label plus ε/classes on all.
     *
     * @param labels INT64 [batch], each below the count of classes
     * @param smoothing ε in [0, 1)
     * @return one number, in nats
     */
    public Tensor crossEntropy(Tensor labels, double smoothing) {
        return call(
                "crossEntropy",
                () -> {
                    try (TensorOptional none = new TensorOptional()) {
                        return torch.cross_entropy_loss(
                                raw(), labels.raw(), none, 1, -100, smoothing);
                    }
                },
                this,
                labels);
    }

    /**
     * Mean binary cross-entropy of logits: −y ln σ(x) − (1 − y) ln(1 − σ(x)), without overflow.
     *
     * @param target y in [0, 1], of this shape
     * @return one number, in nats
     */
    public Tensor binaryCrossEntropy(Tensor target) {
        return call(
                "binaryCrossEntropy",
                () -> torch.binary_cross_entropy_with_logits(raw(), target.raw()),
                this,
                target);
    }

    /**
     * Mean of (x − y)².
     *
     * @param target y, of this shape
     * @return one number
     */
    public Tensor meanSquaredError(Tensor target) {
        return call("meanSquaredError", () -> torch.mse_loss(raw(), target.raw()), this, target);
    }

    /**
     * Mean Huber loss: d²/2 for |d| ≤ δ, else δ(|d| − δ/2), d = x − y.
     *
     * @param target y, of this shape
     * @param delta δ, above 0
     * @return one number
     */
    public Tensor huber(Tensor target, double delta) {
        return call("huber", () -> torch.huber_loss(raw(), target.raw(), 1, delta), this, target);
    }

    // ---- in place, never recorded --------------------------------------------------------------

    /**
     * x ← x + factor·y.
     *
     * @param other y
     * @param factor the factor
     * @return this
     */
    public Tensor addInPlace(Tensor other, double factor) {
        return quietly("addInPlace", () -> raw().add_(other.raw(), new Scalar(factor)), other);
    }

    /**
     * x ← factor·x.
     *
     * @param factor the factor
     * @return this
     */
    public Tensor mulInPlace(double factor) {
        return quietly("mulInPlace", () -> raw().mul_(new Scalar(factor)));
    }

    /**
     * x ← x·y.
     *
     * @param other y
     * @return this
     */
    public Tensor mulInPlace(Tensor other) {
        return quietly("mulInPlace", () -> raw().mul_(other.raw()), other);
    }

    /**
     * x ← x + factor·a·b.
     *
     * @param a a factor
     * @param b another
     * @param factor and a number
     * @return this
     */
    public Tensor addProductInPlace(Tensor a, Tensor b, double factor) {
        return quietly(
                "addProductInPlace",
                () -> raw().addcmul_(a.raw(), b.raw(), new Scalar(factor)),
                a,
                b);
    }

    /**
     * x ← x + factor·a/b.
     *
     * @param a the dividend
     * @param b the divisor
     * @param factor the factor
     * @return this
     */
    public Tensor addQuotientInPlace(Tensor a, Tensor b, double factor) {
        return quietly(
                "addQuotientInPlace",
                () -> raw().addcdiv_(a.raw(), b.raw(), new Scalar(factor)),
                a,
                b);
    }

    /**
     * x ← x + share·(y − x), a step of a moving average.
     *
     * @param other y
     * @param share in [0, 1]
     * @return this
     */
    public Tensor lerpInPlace(Tensor other, double share) {
        return quietly("lerpInPlace", () -> raw().lerp_(other.raw(), new Scalar(share)), other);
    }

    /**
     * x ← max(x, y).
     *
     * @param other y
     * @return this
     */
    public Tensor maximumInPlace(Tensor other) {
        return quietly("maximumInPlace", () -> torch.maximum_out(raw(), raw(), other.raw()), other);
    }

    /**
     * x ← √x.
     *
     * @return this
     */
    public Tensor sqrtInPlace() {
        return quietly("sqrtInPlace", () -> raw().sqrt_());
    }

    /**
     * x ← |x|.
     *
     * @return this
     */
    public Tensor absInPlace() {
        return quietly("absInPlace", () -> raw().abs_());
    }

    /**
     * x ← √y, without a temporary.
     *
     * @param other y, of this shape
     * @return this
     */
    public Tensor sqrtOfInPlace(Tensor other) {
        return quietly("sqrtOfInPlace", () -> torch.sqrt_out(raw(), other.raw()), other);
    }

    /**
     * x ← |y|, without a temporary.
     *
     * @param other y, of this shape
     * @return this
     */
    public Tensor absOfInPlace(Tensor other) {
        return quietly("absOfInPlace", () -> torch.abs_out(raw(), other.raw()), other);
    }

    /**
     * x ← y + number, without a temporary.
     *
     * @param other y, of this shape
     * @param number what is added
     * @return this
     */
    public Tensor sumOfInPlace(Tensor other, double number) {
        return quietly(
                "sumOfInPlace",
                () -> {
                    try (Scalar constant = new Scalar(number)) {
                        return torch.add_out(raw(), other.raw(), constant);
                    }
                },
                other);
    }

    /**
     * x ← min(max(x, low), high).
     *
     * @param low the least value
     * @param high the greatest
     * @return this
     */
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

    /**
     * x ← x + number.
     *
     * @param number what is added
     * @return this
     */
    public Tensor addInPlace(double number) {
        return quietly("addInPlace", () -> raw().add_(new Scalar(number)));
    }

    /**
     * x ← value, everywhere.
     *
     * @param value the value
     * @return this
     */
    public Tensor fillInPlace(double value) {
        return quietly("fillInPlace", () -> raw().fill_(new Scalar(value)));
    }

    /**
     * x ← y, converted.
     *
     * @param other y, of a shape that broadcasts to this
     * @return this
     */
    public Tensor copyInPlace(Tensor other) {
        return quietly("copyInPlace", () -> raw().copy_(other.raw()), other);
    }

    /**
     * x ← the numbers of an array.
     *
     * @param values as many as this holds, row-major
     * @return this
     */
    public Tensor copyInPlace(float[] values) {
        try (var room = Scope.open()) {
            return copyInPlace(Tensor.of(values, shape()));
        }
    }

    /** An operation in place inside a NoGrad, whose result is this tensor itself. */
    Tensor quietly(String operation, Native body, Tensor... others) {
        try (var quiet = NoGrad.open()) {
            org.bytedeco.pytorch.Tensor same = body.run();
            if (same != pointer) {
                same.close();
            }
            return this;
        } catch (RuntimeException failure) {
            Tensor[] operands = Arrays.copyOf(others, others.length + 1);
            operands[others.length] = this;
            throw translated(operation, failure, operands);
        }
    }

    /**
     * A copy with memory of its own.
     *
     * @return equal numbers
     */
    public Tensor copy() {
        return call("copy", () -> raw().clone(), this);
    }
}
