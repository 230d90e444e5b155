package dev.hearth.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * A matrix product of fixed operands that is computed again and again, C ← A·B or C ← C + A·B, on the
 * calling thread: by OpenBLAS, in parts that are small enough for its kernels that do not pack.
 *
 * <p>Packing a 128×128 matrix for a product with 32 rows takes as long as half the product. OpenBLAS
 * does without up to 10⁶ multiply-adds, and where B is turned up to 1024 numbers of C. With its kernels for
 * Cooper Lake, 32×128 by 128×128: 5.3 µs in four parts instead of 8.2, 32×784 by 784×128 28 instead of 50;
 * 2·10¹¹ operations a second and more on one core in all shapes of a small net.
 *
 * <pre>{@code
 * static Runnable forward(DenseMatrix y, DenseMatrix x, DenseMatrix weight) {
 *     DenseProduct product =
 *             DenseProduct.of(
 *                     y,
 *                     DenseProduct.Accumulation.REPLACED,
 *                     x,
 *                     DenseProduct.Operand.PLAIN,
 *                     weight,
 *                     DenseProduct.Operand.TRANSPOSED);
 *     return product::run;
 * }
 * }</pre>
 */
public final class DenseProduct {

    /** Multiply-adds of a part at most. */
    private static final long MOST = 1_000_000;

    /** Numbers of a part's result at most where B is turned. */
    private static final int MOST_TURNED = 1024;

    /** Of columns or rows: a vector register. */
    private static final int TILE = 16;

    private final List<Part> parts;
    private final DenseMatrix result;
    private final DenseMatrix left;
    private final DenseMatrix right;

    private DenseProduct(
            DenseMatrix result, DenseMatrix left, DenseMatrix right, List<Part> parts) {
        this.result = result;
        this.left = left;
        this.right = right;
        this.parts = parts;
    }

    /** How an operand is read. */
    public enum Operand {
        PLAIN,
        TRANSPOSED
    }

    /** What happens to what the result holds. */
    public enum Accumulation {
        REPLACED,
        ADDED_TO
    }

    /** A part of the result by itself. */
    private record Part(
            int turnsA,
            int turnsB,
            int rows,
            int columns,
            int inner,
            FloatPointer a,
            int strideA,
            FloatPointer b,
            int strideB,
            float keep,
            FloatPointer c,
            int strideC) {

        void run() {
            openblas.cblas_sgemm(
                    openblas.CblasRowMajor,
                    turnsA,
                    turnsB,
                    rows,
                    columns,
                    inner,
                    1,
                    a,
                    strideA,
                    b,
                    strideB,
                    keep,
                    c,
                    strideC);
        }
    }

    /**
     * Plans a product.
     *
     * @param c the result, no operand's memory
     * @throws IllegalArgumentException if extents do not fit
     */
    public static DenseProduct of(
            DenseMatrix c,
            Accumulation kept,
            DenseMatrix a,
            Operand ofA,
            DenseMatrix b,
            Operand ofB) {
        boolean turnsA = ofA == Operand.TRANSPOSED;
        boolean turnsB = ofB == Operand.TRANSPOSED;
        int inner = turnsA ? a.rows() : a.columns();
        if (inner != (turnsB ? b.columns() : b.rows())
                || c.rows() != (turnsA ? a.columns() : a.rows())
                || c.columns() != (turnsB ? b.rows() : b.columns())) {
            throw Check.error(
                    "A product needs matrices whose extents fit",
                    String.format(
                            java.util.Locale.ROOT,
                            "%d×%d from %d×%d %s by %d×%d %s",
                            c.rows(),
                            c.columns(),
                            a.rows(),
                            a.columns(),
                            ofA,
                            b.rows(),
                            b.columns(),
                            ofB),
                    "Transpose an operand, or give a result of the right shape");
        }
        boolean byRows = !turnsB && c.rows() > c.columns() || turnsA && c.rows() >= c.columns() / 8;
        int length = byRows ? c.rows() : c.columns();
        int each = each(byRows ? c.columns() : c.rows(), inner, turnsB, length);
        List<Part> parts = new ArrayList<>();
        for (int from = 0; from < length; from += each) {
            int count = Math.min(each, length - from);
            int row = byRows ? from : 0;
            int column = byRows ? 0 : from;
            parts.add(
                    new Part(
                            turnsA ? openblas.CblasTrans : openblas.CblasNoTrans,
                            turnsB ? openblas.CblasTrans : openblas.CblasNoTrans,
                            byRows ? count : c.rows(),
                            byRows ? c.columns() : count,
                            inner,
                            turnsA ? a.pointer(0, row) : a.pointer(row, 0),
                            a.columns(),
                            turnsB ? b.pointer(column, 0) : b.pointer(0, column),
                            b.columns(),
                            kept == Accumulation.ADDED_TO ? 1 : 0,
                            c.pointer(row, column),
                            c.columns()));
        }
        return new DenseProduct(c, a, b, List.copyOf(parts));
    }

    /** How long parts are; the whole where no part can be short enough and still fill registers. */
    private static int each(int across, int inner, boolean turnsB, int length) {
        long most = MOST / inner;
        if (turnsB) {
            most = Math.min(most, MOST_TURNED);
        }
        long longest = most / across / TILE * TILE;
        if (longest < TILE || longest >= length) {
            return length;
        }
        long parts = (length + longest - 1) / longest;
        return (int) ((length + parts - 1) / parts + TILE - 1) / TILE * TILE;
    }

    /**
     * Whether such products are right on this computer, as the {@link SelfCheck} has found; where they are not,
     * nothing should be planned with them.
     */
    public static boolean isRight() {
        LibTorch.load();
        return Gemm.isPlanned();
    }

    /** Computes it, on the calling thread if OpenBLAS has one thread: see {@link BatchShares}. */
    public void run() {
        result.requireAlive();
        left.requireAlive();
        right.requireAlive();
        for (Part part : parts) {
            part.run();
        }
    }
}
