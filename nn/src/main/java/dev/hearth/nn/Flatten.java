package dev.hearth.nn;

/** Lays an image out as a vector, channel by channel, row by row; a vector stays. */
public record Flatten() implements Layer {

    @Override
    public Shape out(Shape in) {
        return new Shape.Vector(Math.toIntExact(in.count()));
    }

    @Override
    public Cost cost(Shape in) {
        return Cost.NONE;
    }

    @Override
    public Forward build(Shape in, Parameters home) {
        return (x, pass) -> x.flatten(1);
    }
}
