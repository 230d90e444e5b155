package dev.hearth.tensor;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Matrix products on {@link LibTorch#threads} threads that do not spin for long: OpenBLAS's own are one a
 * product, and the result's longer side is shared out over {@link ParallelFor}. Its pool would spin on in
 * between, on cores that other operations want, and its products wait for threads that do not come.
 *
 * <p>For what is not recorded, and dense; by the calling thread where it is too small to share. A product
 * of very many rows with a layer's weights is oneDNN's, as a convolution of 1×1.
 */
final class Gemm {

    /** Multiply-adds of a part, at least: some two microseconds, as many as handing it over costs. */
    private static final long GRAIN = 1 << 17;

    /** Of columns or rows, so that parts begin where kernels' tiles do. */
    private static final int TILE = 16;

    /**
     * Rows and weights from which on a convolution of 1×1 is faster: oneDNN packs the weights once for all
     * threads and lays the bias on as it writes. With 1200×1200 weights on two threads 2500 rows take 0.92
     * and 10,000 rows 0.91 of the time of OpenBLAS's parts, with 100×1200 0.89 and 0.79; below 1000 rows there
     * is no gain, and on one thread none at all.
     */
    private static final int PIXELS = 2048;

    private static final int WEIGHTS = 1 << 16;

    private static volatile boolean sharing = true;

    private static volatile boolean pointwise = true;

    private static volatile boolean planned = true;

    private Gemm() {}

    /** Whether products are shared out here, where there is more than one thread. */
    static boolean isShared() {
        return sharing && LibTorch.hasOwnProducts();
    }

    /** Whether products of very many rows are convolutions of 1×1. */
    static boolean hasPointwise() {
        return pointwise && isShared() && torch.hasMKLDNN();
    }

    /** From now on all products are libtorch's. */
    static void withoutSharing() {
        sharing = false;
    }

    /** From now on no product is a convolution. */
    static void withoutPointwise() {
        pointwise = false;
    }

    /** Whether {@link DenseProduct} is right. */
    static boolean isPlanned() {
        return planned;
    }

    /** From now on no step is planned with {@link DenseProduct}. */
    static void withoutPlanning() {
        planned = false;
    }

    /** As before anything was switched off. */
    static void restore() {
        sharing = true;
        pointwise = true;
        planned = true;
    }

    /** A matrix as BLAS sees it. */
    private record Matrix(
            FloatPointer numbers, int rows, int columns, int stride, boolean isTransposed) {

        static Matrix of(Tensor tensor) {
            long[] strides = new long[2];
            strides[0] = tensor.raw().stride(0);
            strides[1] = tensor.raw().stride(1);
            boolean transposed = strides[1] != 1;
            int rows = (int) tensor.size(0);
            int columns = (int) tensor.size(1);
            // Where there is but one row, its stride says nothing.
            long stride = transposed ? strides[1] : rows == 1 ? columns : strides[0];
            return new Matrix(
                    tensor.raw().data_ptr_float(), rows, columns, (int) stride, transposed);
        }

        Matrix turned() {
            return new Matrix(numbers, columns, rows, stride, !isTransposed);
        }

        FloatPointer at(int row, int column) {
            long offset =
                    isTransposed ? (long) column * stride + row : (long) row * stride + column;
            return new FloatPointer(numbers).position(offset);
        }

        boolean isDense() {
            return stride >= (isTransposed ? rows : columns);
        }
    }

    private static boolean fits(Tensor tensor) {
        return tensor.dimensions() == 2
                && tensor.device().isCpu()
                && tensor.dtype() == DType.FLOAT32
                && tensor.count() > 0
                && tensor.count() < Integer.MAX_VALUE
                && (tensor.raw().stride(1) == 1 || tensor.raw().stride(0) == 1);
    }

    private static boolean isRecorded(Tensor... tensors) {
        if (!NoGrad.isRecording()) {
            return false;
        }
        for (Tensor tensor : tensors) {
            if (tensor.wantsGrad()) {
                return true;
            }
        }
        return false;
    }

    /** a·b + bias if it is to be done here; else null. */
    static Tensor of(Tensor a, Tensor b, boolean isTurned, Tensor bias) {
        if (LibTorch.threads() == 1
                || !isShared()
                || !fits(a)
                || !fits(b)
                || (bias == null ? isRecorded(a, b) : isRecorded(a, b, bias))) {
            return null;
        }
        long columns = b.size(isTurned ? 0 : 1);
        if (a.size(1) != b.size(isTurned ? 1 : 0)
                || Float.BYTES * a.size(0) * columns > Integer.MAX_VALUE
                || bias != null
                        && (bias.dimensions() != 1
                                || bias.size(0) != columns
                                || bias.dtype() != DType.FLOAT32
                                || !bias.device().isCpu())) {
            return null;
        }
        return isTurned && isPointwise(a, b) ? pointwise(a, b, bias) : shared(a, b, isTurned, bias);
    }

    /** a·b + bias in parts, if it can be done so; else null. */
    static Tensor shared(Tensor a, Tensor b, boolean isTurned, Tensor bias) {
        long columns = b.size(isTurned ? 0 : 1);
        Matrix left = Matrix.of(a);
        Matrix right = isTurned ? Matrix.of(b).turned() : Matrix.of(b);
        Tensor result = Tensor.empty(DType.FLOAT32, a.size(0), columns);
        return run(result, left, right, bias == null ? 0 : 1, bias == null ? null : bias.toFloats())
                ? result
                : null;
    }

    /** Whether oneDNN's convolution is the faster way to a·bᵀ, whose rows are then pixels. */
    private static boolean isPointwise(Tensor a, Tensor b) {
        return a.size(0) >= PIXELS
                && b.size(0) >= TILE
                && b.count() >= WEIGHTS
                && a.raw().is_contiguous()
                && b.raw().is_contiguous()
                && hasPointwise()
                && !SingleThreaded.isOpen();
    }

    /** A matrix is an image of one column, its channels innermost. */
    static Tensor pointwise(Tensor a, Tensor b, Tensor bias) {
        long rows = a.size(0);
        return Functional.conv2d(
                        a.reshape(1, rows, 1, a.size(1)).permute(0, 3, 1, 2),
                        b.reshape(b.size(0), b.size(1), 1, 1),
                        Optional.ofNullable(bias),
                        ConvParameters.stride(1, 1))
                .permute(0, 2, 3, 1)
                .reshape(rows, b.size(0));
    }

    /** c ← c + a·b, if it is to be done here. */
    static boolean add(Tensor c, Tensor a, Tensor b) {
        if (LibTorch.threads() == 1
                || !isShared()
                || !fits(a)
                || !fits(b)
                || !fits(c)
                || c.raw().stride(1) != 1
                || a.size(1) != b.size(0)
                || c.size(0) != a.size(0)
                || c.size(1) != b.size(1)) {
            return false;
        }
        if (!run(c, Matrix.of(a), Matrix.of(b), 1, null)) {
            return false;
        }
        c.raw().unsafeGetTensorImpl().bump_version();
        return true;
    }

    /** c ← keep·c + a·b, where c's rows are a bias at first, if there is one. */
    private static boolean run(Tensor c, Matrix a, Matrix b, float keep, float[] bias) {
        Matrix to = Matrix.of(c);
        if (!a.isDense() || !b.isDense() || !to.isDense() || to.isTransposed()) {
            return false;
        }
        long worth = (long) to.rows() * to.columns() * a.columns() / GRAIN;
        int threads = (int) Math.max(1, Math.min(worth, LibTorch.threads()));
        boolean byRows = to.rows() > to.columns();
        int length = byRows ? to.rows() : to.columns();
        int each = ((length + threads - 1) / threads + TILE - 1) / TILE * TILE;
        int parts = (length + each - 1) / each;
        FloatBuffer numbers = bias == null ? null : c.floats();
        return LibTorch.withOneProductThread(
                () -> {
                    ParallelFor.run(
                            parts,
                            Integer.MAX_VALUE,
                            () -> null,
                            (none, part) -> {
                                int from = part * each;
                                int count = Math.min(each, length - from);
                                int row = byRows ? from : 0;
                                int column = byRows ? 0 : from;
                                int rows = byRows ? count : to.rows();
                                int columns = byRows ? to.columns() : count;
                                for (int r = row; bias != null && r < row + rows; r++) {
                                    numbers.put(r * to.columns() + column, bias, column, columns);
                                }
                                openblas.cblas_sgemm(
                                        openblas.CblasRowMajor,
                                        a.isTransposed()
                                                ? openblas.CblasTrans
                                                : openblas.CblasNoTrans,
                                        b.isTransposed()
                                                ? openblas.CblasTrans
                                                : openblas.CblasNoTrans,
                                        rows,
                                        columns,
                                        a.columns(),
                                        1,
                                        a.at(row, 0),
                                        a.stride(),
                                        b.at(0, column),
                                        b.stride(),
                                        keep,
                                        to.at(row, column),
                                        to.stride());
                            });
                    return true;
                });
    }
}
