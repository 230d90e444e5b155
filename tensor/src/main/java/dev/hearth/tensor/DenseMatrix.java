package dev.hearth.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * A row-major FLOAT32 matrix over a part of a tensor's memory, for training steps whose memory is
 * allocated once ({@link DenseProduct}, {@link PointwiseKernel}). Unlike a {@link Tensor} it may be used
 * by any thread, by one at a time; nothing is recorded and no operation allocates native memory.
 *
 * <pre>{@code
 * static float sumOfDiagonal(Tensor square, int extent) {
 *     DenseMatrix matrix = DenseMatrix.of(square, 0, extent, extent);
 *     float sum = 0;
 *     for (int i = 0; i < extent; i++) {
 *         sum += matrix.get(i, i);
 *     }
 *     return sum;
 * }
 * }</pre>
 */
public final class DenseMatrix {

    private final Tensor owner;
    private final org.bytedeco.pytorch.Tensor view;
    private final FloatPointer first;
    private final FloatBuffer numbers;
    private final int rows;
    private final int columns;
    private FloatPointer ones;

    private DenseMatrix(Tensor owner, long offset, int rows, int columns) {
        this.owner = owner;
        this.rows = rows;
        this.columns = columns;
        long count = (long) rows * columns;
        try (var cut = owner.raw().detach();
                var flat = cut.view(owner.count());
                var part = flat.narrow(0, offset, count)) {
            this.view = part.view(rows, columns);
        }
        this.first = new FloatPointer(owner.raw().data_ptr_float()).position(offset);
        this.numbers = owner.floats().slice((int) offset, (int) count);
    }

    /**
     * Some consecutive numbers of a tensor as a matrix.
     *
     * @param tensor contiguous, FLOAT32, on the CPU; the matrix is usable while it lives
     * @param offset of the matrix's first number
     * @throws IllegalArgumentException if the tensor is another one, or too short
     */
    public static DenseMatrix of(Tensor tensor, long offset, int rows, int columns) {
        if (tensor.dtype() != DType.FLOAT32
                || !tensor.device().isCpu()
                || !tensor.raw().is_contiguous()
                || tensor.count() > Integer.MAX_VALUE / Float.BYTES
                || rows < 1
                || columns < 1
                || offset < 0
                || offset + (long) rows * columns > tensor.count()) {
            throw Check.error(
                    "A DenseMatrix needs a contiguous FLOAT32 tensor on the CPU that holds it,"
                            + " below 2 GiB",
                    tensor.describe() + " for " + rows + "×" + columns + " from " + offset,
                    "Give a flat tensor that is long enough");
        }
        return new DenseMatrix(tensor, offset, rows, columns);
    }

    /** Its extent along the first dimension. */
    public int rows() {
        return rows;
    }

    /** Its extent along the second dimension. */
    public int columns() {
        return columns;
    }

    /** One number. */
    public float get(int row, int column) {
        requireAlive();
        return numbers.get(row * columns + column);
    }

    /** Sets one number. */
    public void put(int row, int column, float value) {
        requireAlive();
        numbers.put(row * columns + column, value);
    }

    /** Sets all numbers, row by row, from an array's numbers that begin at a place. */
    public void put(float[] values, int from) {
        requireAlive();
        numbers.put(0, values, from, rows * columns);
    }

    /** Sets each row to the same numbers: {@code row} is 1×columns. */
    public void fillRows(DenseMatrix row) {
        requireAlive();
        require(row, 1, columns);
        numbers.put(0, row.numbers, 0, columns);
        // Doubled, because many short copies take longer than a few long ones.
        for (int filled = columns; filled < numbers.capacity(); filled *= 2) {
            numbers.put(filled, numbers, 0, Math.min(filled, numbers.capacity() - filled));
        }
    }

    /** this ← the sum of x's rows, where this is 1×columns. */
    public void sumRowsOf(DenseMatrix x) {
        requireAlive();
        x.requireAlive();
        require(x, x.rows, columns);
        x.require(this, 1, x.columns);
        if (x.ones == null) {
            float[] each = new float[x.rows];
            Arrays.fill(each, 1);
            x.ones = new FloatPointer(each);
        }
        openblas.cblas_sgemv(
                openblas.CblasRowMajor,
                openblas.CblasTrans,
                x.rows,
                columns,
                1,
                x.first,
                columns,
                x.ones,
                1,
                0,
                first,
                1);
    }

    /** this ← x, number by number. */
    public void copy(DenseMatrix x) {
        requireAlive();
        require(x, rows, columns);
        numbers.put(0, x.numbers, 0, numbers.capacity());
    }

    /** this ← this + factor·other. */
    public void add(DenseMatrix other, float factor) {
        requireAlive();
        require(other, rows, columns);
        openblas.cblas_saxpy(numbers.capacity(), factor, other.first, 1, first, 1);
    }

    /** this ← factor·this. */
    public void scale(float factor) {
        requireAlive();
        openblas.cblas_sscal(numbers.capacity(), factor, first, 1);
    }

    /** this ← this·other, number by number. */
    public void multiply(DenseMatrix other) {
        require(other, rows, columns);
        torch.mul_out(view(), view(), other.view());
    }

    /** this ← ln softmax(x), by rows. */
    public void logSoftmaxOf(DenseMatrix x) {
        require(x, rows, columns);
        torch.log_softmax_out(view(), x.view(), 1);
    }

    /** this ← e^this. */
    public void exp() {
        torch.exp_out(view(), view());
    }

    /** this ← x − y. */
    public void differenceOf(DenseMatrix x, DenseMatrix y) {
        require(x, rows, columns);
        require(y, rows, columns);
        torch.sub_out(view(), x.view(), y.view());
    }

    /** The sum of all squares, added up in double precision. */
    public double sumOfSquares() {
        requireAlive();
        return openblas.cblas_dsdot(numbers.capacity(), first, 1, first, 1);
    }

    /** The numbers as a pointer, from one of them on. */
    FloatPointer pointer(int row, int column) {
        return new FloatPointer(first).position(first.position() + (long) row * columns + column);
    }

    /** For libtorch's operations. */
    org.bytedeco.pytorch.Tensor view() {
        requireAlive();
        return view;
    }

    void requireAlive() {
        if (!owner.isAlive()) {
            throw new IllegalStateException(
                    Check.message(
                            "A DenseMatrix lives as long as the tensor that it is a part of",
                            "a use after that",
                            "Make both in a scope that stays open"));
        }
    }

    private void require(DenseMatrix other, int itsRows, int itsColumns) {
        other.requireAlive();
        if (other.rows != itsRows || other.columns != itsColumns) {
            throw Check.error(
                    "This operation needs a matrix of " + itsRows + "×" + itsColumns,
                    other.rows + "×" + other.columns,
                    "Give one that fits " + rows + "×" + columns);
        }
    }
}
