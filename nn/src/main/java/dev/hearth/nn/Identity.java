package dev.hearth.nn;

/**
 * What comes in goes out: a branch of a {@link dev.hearth.nn.combine.Fork} that wants nothing more.
 *
 * <p>Any shape, kept.
 */
public record Identity() implements Layer {

    @Override
    public Shape out(Shape in) {
        return in;
    }

    @Override
    public Cost cost(Shape in) {
        return Cost.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        return (x, pass) -> x;
    }
}
