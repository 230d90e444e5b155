package dev.hearth.rl;

import dev.hearth.tensor.Seed;
import java.util.List;

/**
 * A game: what the agent observes, what it can do, and how an environment is opened. Open for
 * implementation, as a record whose components are the game's settings.
 *
 * <p><b>The Arcade Learning Environment</b> (Bellemare et al. 2013) and its ROMs are not part of
 * Hearth. With both, this interface can be implemented over the emulator's C interface:
 *
 * <ul>
 *   <li>{@code sight()}: one plane of {@link CellDepth#BYTES}, 84×84, and a {@link DqnRecipe} with a history
 *       of 4;
 *   <li>{@code actions()}: the names of {@code getMinimalActionSet};
 *   <li>{@code open(seed)}: {@code loadROM} with {@code random_seed} set from {@code seed.value()};
 *   <li>{@link Environment#act}: {@code act} four times (Nature: action repeat 4), the sum of the
 *       rewards; {@link Environment#see}: the luminance of the pixelwise maximum of the last two
 *       screens, resized to 84×84; {@link Environment#isOver}: {@code game_over}, or a life lost
 *       while training; {@link Environment#begin}: {@code reset_game} and up to 30 idle actions;
 *   <li>{@link Environment#state} and {@link Environment#resume}: {@code cloneSystemState} with
 *       {@code encodeState}, and their inverses.
 * </ul>
 *
 * <p>Together with {@code zoo}'s {@code NatureDqn} and a replay of a million frames that is the
 * published setting.
 *
 * <pre>{@code
 * Environment environment = new Raiders(0.1).open(new Seed(1));
 * environment.begin();
 * double score = 0;
 * while (!environment.isOver()) {
 *     score += environment.act(Raiders.FIRE);
 * }
 * }</pre>
 */
public interface Game {

    /** As in results, in one word. */
    String name();

    /** What the agent observes; always the same. */
    Observation sight();

    /**
     * What the agent can do at each moment: at least two names; an action is an index into them.
     */
    List<String> actions();

    /** An environment in which no game has begun. Equal seeds and actions give equal games. */
    Environment open(Seed seed);
}
