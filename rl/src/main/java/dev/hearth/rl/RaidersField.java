package dev.hearth.rl;

import dev.hearth.data.BadDataException;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The environment of {@link Raiders}. Each kind of thing is ten rows of ten bits, bit c for column c.
 */
final class RaidersField implements Environment {

    static final int ROWS = 4;
    static final int COLUMNS = 6;
    static final int RELOAD = 3;

    private static final int SIZE = Raiders.SIZE;
    private static final int FLOOR = SIZE - 1;
    private static final int WALL_LEFT = 1;
    private static final int WALL_RIGHT = 1 << (SIZE - 1);
    private static final int STATE = 4 * (3 * SIZE + 9) + Long.BYTES;

    private final double sticky;
    private final int[] raiders = new int[SIZE];
    private final int[] shots = new int[SIZE];
    private final int[] bombs = new int[SIZE];
    private RandomStream random;
    private int cannon;
    private int reload;
    private int heading;
    private int marchIn;
    private int bombIn;
    private int wave;
    private int left;
    private int lastAction;
    private boolean over = true;

    RaidersField(double sticky, Seed seed) {
        this.sticky = sticky;
        this.random = seed.child("raiders").stream();
    }

    @Override
    public void begin() {
        Arrays.fill(shots, 0);
        Arrays.fill(bombs, 0);
        cannon = SIZE / 2;
        reload = 0;
        wave = 0;
        lastAction = Raiders.STAY;
        over = false;
        muster();
    }

    /** A wave arrives. */
    private void muster() {
        heading = random.nextBoolean() ? 1 : -1;
        int from = random.nextInt(SIZE - COLUMNS + 1);
        Arrays.fill(raiders, 0);
        for (int row = 0; row < ROWS; row++) {
            raiders[row] = ((1 << COLUMNS) - 1) << from;
        }
        left = ROWS * COLUMNS;
        marchIn = pace();
        bombIn = rest();
    }

    private int pace() {
        return Math.max(1, 2 + 6 * left / (ROWS * COLUMNS) - wave);
    }

    private int rest() {
        return Math.max(3, 8 - wave);
    }

    @Override
    public double act(int action) {
        if (over) {
            throw new IllegalStateException(
                    "Raiders needs a game that is on. Received: an action after its end. Call"
                            + " begin() first.");
        }
        if (action < Raiders.STAY || action > Raiders.FIRE) {
            throw new IllegalArgumentException(
                    "Raiders has actions 0 to 3. Received: action=" + action + ". Use its names.");
        }
        int done = sticky > 0 && random.nextDouble() < sticky ? lastAction : action;
        lastAction = done;
        int before = left;
        rise();
        command(done);
        hit();
        march();
        int struck = before - left;
        fall();
        drop();
        if (left == 0 && !over) {
            wave++;
            muster();
        }
        return struck;
    }

    private void rise() {
        for (int row = 0; row < FLOOR; row++) {
            shots[row] = shots[row + 1];
        }
        shots[FLOOR] = 0;
    }

    private void command(int action) {
        reload = Math.max(0, reload - 1);
        switch (action) {
            case Raiders.LEFT -> cannon = Math.max(0, cannon - 1);
            case Raiders.RIGHT -> cannon = Math.min(SIZE - 1, cannon + 1);
            case Raiders.FIRE -> {
                if (reload == 0) {
                    shots[FLOOR - 1] |= 1 << cannon;
                    reload = RELOAD;
                }
            }
            default -> {}
        }
        over |= (bombs[FLOOR] >> cannon & 1) != 0;
    }

    /** A shot and a raider in the same cell take one another along. */
    private void hit() {
        for (int row = 0; row < SIZE; row++) {
            int both = shots[row] & raiders[row];
            shots[row] ^= both;
            raiders[row] ^= both;
            left -= Integer.bitCount(both);
        }
    }

    private void march() {
        marchIn--;
        if (marchIn > 0 || left == 0) {
            return;
        }
        int all = 0;
        for (int row = 0; row < SIZE; row++) {
            all |= raiders[row];
        }
        boolean wall = (all & (heading > 0 ? WALL_RIGHT : WALL_LEFT)) != 0;
        if (wall) {
            heading = -heading;
            System.arraycopy(raiders, 0, raiders, 1, SIZE - 1);
            raiders[0] = 0;
        } else {
            for (int row = 0; row < SIZE; row++) {
                raiders[row] = heading > 0 ? raiders[row] << 1 : raiders[row] >> 1;
            }
        }
        hit();
        over |= raiders[FLOOR] != 0;
        marchIn = pace();
    }

    private void fall() {
        for (int row = FLOOR; row > 0; row--) {
            bombs[row] = bombs[row - 1];
        }
        bombs[0] = 0;
        over |= (bombs[FLOOR] >> cannon & 1) != 0;
    }

    private void drop() {
        bombIn--;
        if (bombIn > 0 || left == 0) {
            return;
        }
        bombIn = rest();
        int column = random.nextBoolean() ? nearest() : any();
        for (int row = FLOOR - 1; row >= 0; row--) {
            if ((raiders[row] >> column & 1) != 0) {
                bombs[row + 1] |= 1 << column;
                break;
            }
        }
        over |= (bombs[FLOOR] >> cannon & 1) != 0;
    }

    private int columns() {
        int columns = 0;
        for (int row = 0; row < FLOOR; row++) {
            columns |= raiders[row];
        }
        return columns;
    }

    private int nearest() {
        int columns = columns();
        int best = 0;
        int distance = Integer.MAX_VALUE;
        for (int column = 0; column < SIZE; column++) {
            if ((columns >> column & 1) != 0 && Math.abs(column - cannon) < distance) {
                best = column;
                distance = Math.abs(column - cannon);
            }
        }
        return best;
    }

    private int any() {
        int columns = columns();
        if (columns == 0) {
            return 0;
        }
        int skip = random.nextInt(Integer.bitCount(columns));
        for (; skip > 0; skip--) {
            columns &= columns - 1;
        }
        return Integer.numberOfTrailingZeros(columns);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void see(byte[] frame, int offset) {
        int at = offset;
        at = plane(raiders, frame, at);
        int headed = at;
        if (heading > 0) {
            at = plane(raiders, frame, at);
        } else {
            at += SIZE * SIZE;
            Arrays.fill(frame, headed, at, (byte) 0);
        }
        at = plane(shots, frame, at);
        at = plane(bombs, frame, at);
        Arrays.fill(frame, at, at + 2 * SIZE * SIZE, (byte) 0);
        frame[at + FLOOR * SIZE + cannon] = 1;
        if (reload <= 1) {
            frame[at + SIZE * SIZE + FLOOR * SIZE + cannon] = 1;
        }
    }

    private static int plane(int[] rows, byte[] frame, int from) {
        int at = from;
        for (int row : rows) {
            for (int column = 0; column < SIZE; column++) {
                frame[at++] = (byte) (row >> column & 1);
            }
        }
        return at;
    }

    @Override
    public byte[] state() {
        ByteBuffer state = ByteBuffer.allocate(STATE);
        for (int[] rows : new int[][] {raiders, shots, bombs}) {
            for (int row : rows) {
                state.putInt(row);
            }
        }
        for (int number :
                new int[] {
                    cannon, reload, heading, marchIn, bombIn, wave, left, lastAction, over ? 1 : 0
                }) {
            state.putInt(number);
        }
        state.putLong(random.rest().value());
        return state.array();
    }

    @Override
    public void resume(byte[] bytes) {
        if (bytes.length != STATE) {
            throw new BadDataException(
                    "Raiders resumes from a state of " + STATE + " bytes",
                    bytes.length + " bytes",
                    "Use the state of an environment of the same game");
        }
        ByteBuffer state = ByteBuffer.wrap(bytes);
        for (int[] rows : new int[][] {raiders, shots, bombs}) {
            for (int row = 0; row < SIZE; row++) {
                rows[row] = state.getInt() & (1 << SIZE) - 1;
            }
        }
        cannon = Math.floorMod(state.getInt(), SIZE);
        reload = state.getInt();
        heading = state.getInt() < 0 ? -1 : 1;
        marchIn = state.getInt();
        bombIn = state.getInt();
        wave = Math.max(0, state.getInt());
        left = state.getInt();
        lastAction = Math.floorMod(state.getInt(), Raiders.FIRE + 1);
        over = state.getInt() != 0;
        random = new Seed(state.getLong()).stream();
        int there = Arrays.stream(raiders).map(Integer::bitCount).sum();
        if (left != there) {
            throw new BadDataException(
                    "Raiders resumes from a state that agrees with itself",
                    "a count of " + left + " raiders beside " + there + " in the field",
                    "Use the state of an environment of the same game");
        }
    }
}
