package dev.hearth.rl;

import java.util.Objects;

/**
 * One plane of an observation, with its symbol and colour in pictures.
 *
 * @param name such as {@code aliens}
 * @param symbol drawn where the plane is not zero; a space draws nothing
 * @param colour red, green and blue as {@code 0xRRGGBB}, at the greatest value
 */
public record ObservationChannel(String name, char symbol, int colour) {

    /** Refuses a plane without a name. */
    public ObservationChannel {
        Objects.requireNonNull(name, "name");
    }
}
