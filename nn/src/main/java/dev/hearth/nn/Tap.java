package dev.hearth.nn;

/**
 * A place where somebody may look on: hands what flows through to the pass's observer, unchanged.
 * Costs nothing when nobody looks.
 *
 * @param name what the observer is told
 */
public record Tap(String name) implements Layer {

    /** Refuses a tap without a name. */
    public Tap {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "A Tap needs a name. Received: a blank one. Name what flows there.");
        }
    }

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
        return (x, pass) -> {
            pass.observe(name, x);
            return x;
        };
    }
}
