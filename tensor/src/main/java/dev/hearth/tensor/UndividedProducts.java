package dev.hearth.tensor;

/**
 * While it is open, OpenBLAS computes each product that libtorch asks it for on the thread that asks. All else is
 * shared out over {@link LibTorch#threads()}, Hearth's own products too.
 *
 * <p>For nets of convolutions with small fully connected layers. OpenBLAS's threads spin on for a tenth of a second
 * after each product, whatever the wait policy, on cores that OpenMP's threads then have to wait for: on two
 * cores a step of a convolutional variational autoencoder took twice as long, and longer than on one.
 *
 * <p>The count of OpenBLAS's threads is the process's: it holds for other threads meanwhile, too, until the last of
 * several is closed; a count that {@link LibTorch#threads(int)} is given meanwhile counts from then on. Where {@code
 * OPENBLAS_NUM_THREADS} is set, nothing is done.
 *
 * <pre>{@code
 * try (var undivided = UndividedProducts.openIf(net.parameters().count() < 1_000_000)) {
 *     net.apply(images, Context.training(seed)).sum().backward();
 * }
 * }</pre>
 */
public final class UndividedProducts implements AutoCloseable {

    private boolean isOwed;

    private UndividedProducts(boolean isOwed) {
        this.isOwed = isOwed;
    }

    /** Opens it, or does nothing. */
    public static UndividedProducts openIf(boolean wanted) {
        boolean isOwed = wanted && LibTorch.blas().isOurs();
        if (isOwed) {
            LibTorch.blas().hold();
        }
        return new UndividedProducts(isOwed);
    }

    /** Gives OpenBLAS its threads back, unless another is open. A second call does nothing. */
    @Override
    public void close() {
        if (isOwed) {
            isOwed = false;
            LibTorch.blas().release();
        }
    }
}
