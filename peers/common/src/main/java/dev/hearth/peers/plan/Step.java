package dev.hearth.peers.plan;

import java.util.List;
import java.util.Map;

/**
 * One operation of a net. Values are numbered: 0 goes in, and each operation gives one more.
 *
 * @param out the number of what it gives
 * @param word which operation
 * @param in numbers of what it takes
 * @param settings its weights' numbers and its knobs, by name
 */
public record Step(int out, String word, List<Integer> in, Map<String, String> settings) {

    /**
     * A whole knob.
     *
     * @param name such as {@code rows}
     * @return its value
     */
    public int whole(String name) {
        return Integer.parseInt(settings.get(name));
    }

    /**
     * A knob.
     *
     * @param name such as {@code slope}
     * @return its value
     */
    public double number(String name) {
        return Double.parseDouble(settings.get(name));
    }

    /**
     * The window of a convolution or pool.
     *
     * @return its extent, strides and padding
     */
    public Frame frame() {
        return new Frame(
                whole("rows"),
                whole("columns"),
                whole("down"),
                whole("across"),
                whole("top"),
                whole("left"));
    }
}
