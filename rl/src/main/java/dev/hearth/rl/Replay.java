package dev.hearth.rl;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The replay memory of some environments that are played in step (Lin 1992; Mnih et al. 2015, methods):
 * a ring buffer of moments. Each frame is stored once, with a bit or a byte for each cell, and
 * observations of several moments are assembled when a batch is drawn. Moments before a game's first are
 * zeros.
 *
 * <p>A moment is written in two halves: {@link #see} before the actions are chosen, {@link #happened}
 * after they were done.
 *
 * <pre>{@code
 * static void step(Replay replay, Environment[] environments, float[] seen, TransitionBatch drawn) {
 *     replay.see(environments);
 *     replay.observe(seen);
 *     int[] actions = new int[environments.length]; // chosen by a policy
 *     double[] rewards = new double[environments.length];
 *     boolean[] over = new boolean[environments.length];
 *     for (int lane = 0; lane < environments.length; lane++) {
 *         rewards[lane] = environments[lane].act(actions[lane]);
 *         over[lane] = environments[lane].isOver();
 *     }
 *     replay.happened(actions, rewards, over);
 *     replay.sample(new Seed(1).stream(), drawn);
 * }
 * }</pre>
 */
public final class Replay {

    private static final int HEADER = 3 * Integer.BYTES;

    private final Observation sight;
    private final int lanes;
    private final int moments;
    private final int history;
    private final int frameBytes;
    private final byte[][] frames;
    private final byte[] actions;
    private final float[] rewards;
    private final boolean[] over;
    private final byte[] scratch;
    private int head;
    private int filled;
    private boolean seen;

    /**
     * An empty memory.
     *
     * @param lanes environments that are played in step
     * @param capacity steps to remember, over all lanes
     * @param history moments of an observation
     * @throws IllegalArgumentException if it could not hold a step and its successor
     */
    public Replay(Observation sight, int lanes, int capacity, int history) {
        if (lanes < 1 || history < 1 || capacity / Math.max(1, lanes) < history + 1) {
            throw new IllegalArgumentException(
                    "Replay needs a lane, a history of at least 1 and capacity for history + 1 moments"
                            + " of each lane. Received: lanes="
                            + lanes
                            + ", history="
                            + history
                            + ", capacity="
                            + capacity
                            + ". Give it more capacity.");
        }
        this.sight = sight;
        this.lanes = lanes;
        this.moments = capacity / lanes;
        this.history = history;
        this.frameBytes = sight.depth() == CellDepth.BITS ? (sight.cells() + 7) / 8 : sight.cells();
        this.frames = new byte[moments][];
        this.actions = new byte[moments * lanes];
        this.rewards = new float[moments * lanes];
        this.over = new boolean[moments * lanes];
        this.scratch = new byte[sight.cells()];
    }

    /** How many steps can be drawn now. */
    public int size() {
        return Math.max(0, filled - history) * lanes;
    }

    /** The size of the memory when it is full, in bytes. */
    public long bytes() {
        return (long) moments * lanes * (frameBytes + Byte.BYTES + Float.BYTES + Byte.BYTES);
    }

    /** First half of a step: stores the current frame of each lane's environment. */
    public void see(Environment[] environments) {
        if (frames[head] == null) {
            frames[head] = new byte[lanes * frameBytes];
        }
        for (int lane = 0; lane < lanes; lane++) {
            environments[lane].see(scratch, 0);
            pack(frames[head], lane * frameBytes);
        }
        seen = true;
    }

    private void pack(byte[] row, int at) {
        if (sight.depth() == CellDepth.BYTES) {
            System.arraycopy(scratch, 0, row, at, frameBytes);
            return;
        }
        for (int i = 0; i < frameBytes; i++) {
            int bits = 0;
            int end = Math.min(8, scratch.length - 8 * i);
            for (int bit = 0; bit < end; bit++) {
                bits |= (scratch[8 * i + bit] & 1) << bit;
            }
            row[at + i] = (byte) bits;
        }
    }

    /**
     * The observations of the first half, as models take them: {@code [lanes][planes ×
     * history][height][width]}.
     */
    public void observe(float[] into) {
        if (!seen) {
            throw new IllegalStateException(
                    "Replay observes what was seen. Received: observe before see. Call see first.");
        }
        int numbers = sight.cells() * history;
        for (int lane = 0; lane < lanes; lane++) {
            observation(head, Math.min(filled, moments - 1), lane, into, lane * numbers);
        }
    }

    /** Second half: stores each lane's action, its reward, and whether the game ended. */
    public void happened(int[] done, double[] earned, boolean[] ended) {
        if (!seen) {
            throw new IllegalStateException(
                    "Replay writes a moment in two halves. Received: happened before see. Call see"
                            + " first.");
        }
        for (int lane = 0; lane < lanes; lane++) {
            int at = head * lanes + lane;
            actions[at] = (byte) done[lane];
            rewards[at] = (float) earned[lane];
            over[at] = ended[lane];
        }
        head = (head + 1) % moments;
        filled = Math.min(filled + 1, moments);
        seen = false;
    }

    /**
     * Draws steps uniformly, with replacement; between steps, not between the halves of one.
     *
     * @throws IllegalStateException if there is nothing to draw
     */
    public void sample(RandomStream random, TransitionBatch batch) {
        int drawable = filled - history;
        if (drawable < 1 || seen) {
            throw new IllegalStateException(
                    "Replay samples what it remembers. Received: "
                            + filled
                            + " moments"
                            + (seen ? ", and one half written" : ", too few to have one after")
                            + ". Play on first.");
        }
        int numbers = sight.cells() * history;
        for (int i = 0; i < batch.count(); i++) {
            // The newest has no moment after it, the oldest ones lack moments before.
            int age = 1 + random.nextInt(drawable);
            int lane = random.nextInt(lanes);
            int moment = Math.floorMod(head - 1 - age, moments);
            int older = filled - 1 - age;
            int at = moment * lanes + lane;
            observation(moment, older, lane, batch.before, i * numbers);
            observation((moment + 1) % moments, older + 1, lane, batch.after, i * numbers);
            batch.actions[i] = actions[at];
            batch.rewards[i] = rewards[at];
            batch.alive[i] = over[at] ? 0 : 1;
        }
    }

    /** The oldest moment first; {@code older} moments before this one are remembered. */
    private void observation(int moment, int older, int lane, float[] into, int from) {
        int cells = sight.cells();
        int back = 0;
        for (int k = 0; k < history; k++) {
            int at = from + (history - 1 - k) * cells;
            int row = Math.floorMod(moment - k, moments);
            if (k > 0 && (back < k - 1 || k > older || over[row * lanes + lane])) {
                Arrays.fill(into, at, at + cells, 0);
            } else {
                back = k;
                unpack(frames[row], lane * frameBytes, into, at);
            }
        }
    }

    private void unpack(byte[] row, int from, float[] into, int at) {
        int cells = sight.cells();
        if (sight.depth() == CellDepth.BYTES) {
            for (int i = 0; i < cells; i++) {
                into[at + i] = (row[from + i] & 0xFF) / 255f;
            }
            return;
        }
        for (int i = 0; i < cells; i++) {
            into[at + i] = row[from + (i >> 3)] >> (i & 7) & 1;
        }
    }

    /** The whole content, to be stored; for {@link #recall}. */
    public byte[] content() {
        int row = lanes * (frameBytes + Byte.BYTES + Float.BYTES + Byte.BYTES);
        ByteBuffer content = ByteBuffer.allocate(Math.addExact(HEADER, filled * row));
        content.putInt(head).putInt(filled).putInt(row);
        for (int moment = 0; moment < filled; moment++) {
            content.put(frames[moment]);
            content.put(actions, moment * lanes, lanes);
            for (int at = moment * lanes; at < (moment + 1) * lanes; at++) {
                content.putFloat(rewards[at]).put((byte) (over[at] ? 1 : 0));
            }
        }
        return content.array();
    }

    /**
     * Restores the {@link #content} of a memory of the same kind.
     *
     * @throws BadDataException if it does not fit this memory
     */
    public void recall(byte[] bytes) {
        int row = lanes * (frameBytes + Byte.BYTES + Float.BYTES + Byte.BYTES);
        ByteBuffer content = ByteBuffer.wrap(bytes);
        int newHead = bytes.length < HEADER ? -1 : content.getInt();
        int newFilled = bytes.length < HEADER ? -1 : content.getInt();
        if (newFilled < 0
                || newFilled > moments
                || newHead != (newFilled < moments ? newFilled : Math.floorMod(newHead, moments))
                || content.getInt() != row
                || bytes.length != HEADER + (long) newFilled * row) {
            throw new BadDataException(
                    "A Replay of "
                            + moments
                            + " moments and "
                            + lanes
                            + " lanes restores its own content",
                    bytes.length + " bytes of another size or kind",
                    "Continue with the recipe that the run began with");
        }
        head = newHead;
        filled = newFilled;
        seen = false;
        for (int moment = 0; moment < filled; moment++) {
            frames[moment] = new byte[lanes * frameBytes];
            content.get(frames[moment]);
            content.get(actions, moment * lanes, lanes);
            for (int at = moment * lanes; at < (moment + 1) * lanes; at++) {
                rewards[at] = content.getFloat();
                over[at] = content.get() != 0;
            }
        }
    }
}
