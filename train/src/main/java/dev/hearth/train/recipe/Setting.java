package dev.hearth.train.recipe;

import java.util.Objects;

/**
 * A value that knows where it comes from.
 *
 * @param <T> of what kind
 * @param value the value
 * @param origin where it comes from
 */
public record Setting<T>(T value, Origin origin) {

    /** Refuses a value without an origin. */
    public Setting {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(origin, "origin");
    }
}
