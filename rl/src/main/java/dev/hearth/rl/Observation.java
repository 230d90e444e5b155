package dev.hearth.rl;

import dev.hearth.nn.Shape;
import java.util.List;

/**
 * What the agent observes at one moment: a frame of planes of equal size. This record describes the
 * frame; the frame itself is an array of cells, plane by plane, row by row.
 *
 * <pre>{@code
 * Observation grey = new Observation(List.of(new ObservationChannel("screen", '#', 0xFFFFFF)), 84, 84, CellDepth.BYTES);
 * Shape.Image input = grey.shape(4);   // 4×84×84: four moments, one behind the other
 * }</pre>
 *
 * @param planes at least one; later ones are drawn over earlier ones
 * @param height rows
 * @param width columns
 * @param depth of a cell
 */
public record Observation(List<ObservationChannel> planes, int height, int width, CellDepth depth) {

    /** Refuses an empty observation. */
    public Observation {
        planes = List.copyOf(planes);
        if (planes.isEmpty() || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "An Observation needs at least one plane, row and column. Received: planes="
                            + planes.size()
                            + ", height="
                            + height
                            + ", width="
                            + width
                            + ". Describe what the game shows.");
        }
        Math.multiplyExact(planes.size(), Math.multiplyExact(height, width));
    }

    /** How many cells a frame has: planes × height × width. */
    public int cells() {
        return planes.size() * height * width;
    }

    /**
     * The input of a model: planes × history channels, the oldest moment first.
     *
     * @param history how many moments, at least 1
     */
    public Shape.Image shape(int history) {
        return new Shape.Image(planes.size() * history, height, width);
    }
}
