package dev.hearth.rl;

import dev.hearth.tensor.Seed;
import java.util.List;

/**
 * A small game, the substitute for Atari's Space Invaders: of its kind and of the kind
 * of MinAtar's grids (Young and Tian 2019), with rules and code of our own. Scores cannot be compared
 * with either's.
 *
 * <p><b>Rules.</b> A field of 10×10. The cannon stands in the lowest row and can stay, go left, go
 * right or fire. A formation of 4×6 raiders marches sideways; at a wall it descends a row and turns.
 * It marches the faster the fewer are left and the more waves have come: every {@code max(1, 2 +
 * 6·left/24 − wave)} ticks, waves counted from 0. Shots rise and bombs fall a row a tick, through one
 * another. The cannon fires at most every third tick, from the cell above it. Every {@code max(3, 8 −
 * wave)} ticks one raider bombs: the lowest of its column, which is the column nearest to the cannon
 * or any column, evenly. A raider hit is 1 point. Whatever touches the cannon, or a raider in the
 * lowest row, ends the game. After a wave comes the next, from a column and with a heading that are
 * drawn.
 *
 * <p><b>A tick:</b> the cannon acts; shots rise and hit; the formation marches when its time has come,
 * into shots or not; bombs fall; one is dropped when its time has come. With probability {@code
 * sticky} the action is the one before (Machado et al. 2018).
 *
 * <pre>{@code
 * Game game = new Raiders(0.1);
 * }</pre>
 *
 * @param sticky the probability in [0, 1) that an action is ignored and the last one repeated
 */
public record Raiders(double sticky) implements Game {

    /** Does nothing. */
    public static final int STAY = 0;

    /** Goes a column left, unless at the wall. */
    public static final int LEFT = 1;

    /** Goes a column right, unless at the wall. */
    public static final int RIGHT = 2;

    /** Fires, if loaded. */
    public static final int FIRE = 3;

    /** Rows and columns of the field. */
    static final int SIZE = 10;

    /** Refuses what is no probability, and 1, with which nobody would play. */
    public Raiders {
        if (!(sticky >= 0 && sticky < 1)) {
            throw new IllegalArgumentException(
                    "Raiders needs 0 ≤ sticky < 1. Received: sticky="
                            + sticky
                            + ". Use 0.1, or 0 for actions that are always obeyed.");
        }
    }

    @Override
    public String name() {
        return "raiders";
    }

    @Override
    public Observation sight() {
        return new Observation(
                List.of(
                        new ObservationChannel("raiders", 'W', 0x7BC96F),
                        new ObservationChannel("raiders heading right", ' ', 0),
                        new ObservationChannel("shots", '|', 0xF4F1DE),
                        new ObservationChannel("bombs", '*', 0xE07A5F),
                        new ObservationChannel("cannon", 'A', 0x5FA8D3),
                        new ObservationChannel("cannon loaded", ' ', 0)),
                SIZE,
                SIZE,
                CellDepth.BITS);
    }

    @Override
    public List<String> actions() {
        return List.of("stay", "left", "right", "fire");
    }

    @Override
    public Environment open(Seed seed) {
        return new RaidersField(sticky, seed);
    }
}
