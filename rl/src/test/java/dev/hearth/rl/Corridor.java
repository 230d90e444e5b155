package dev.hearth.rl;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A test's game whose values are known: cells in a row, back or ahead, a point for leaving at the far
 * end. Begins anywhere.
 */
record Corridor(int cells, CellDepth depth) implements Game {

    @Override
    public String name() {
        return "corridor";
    }

    @Override
    public Observation sight() {
        return new Observation(
                List.of(new ObservationChannel("walker", 'o', 0xFF0000)), 1, cells, depth);
    }

    @Override
    public List<String> actions() {
        return List.of("back", "ahead");
    }

    @Override
    public Environment open(Seed seed) {
        return new Walk(cells, depth, seed.stream());
    }

    /** The environment. */
    private static final class Walk implements Environment {
        private final int cells;
        private final CellDepth depth;
        private RandomStream random;
        private int at = -1;

        Walk(int cells, CellDepth depth, RandomStream random) {
            this.cells = cells;
            this.depth = depth;
            this.random = random;
        }

        @Override
        public void begin() {
            at = random.nextInt(cells);
        }

        @Override
        public double act(int action) {
            at = Math.max(0, at + (action == 0 ? -1 : 1));
            return at == cells ? 1 : 0;
        }

        @Override
        public boolean isOver() {
            return at < 0 || at >= cells;
        }

        @Override
        public void see(byte[] frame, int offset) {
            Arrays.fill(frame, offset, offset + cells, (byte) 0);
            if (!isOver()) {
                frame[offset + at] = (byte) (depth == CellDepth.BITS ? 1 : 255);
            }
        }

        @Override
        public byte[] state() {
            return ByteBuffer.allocate(12).putInt(at).putLong(random.rest().value()).array();
        }

        @Override
        public void resume(byte[] state) {
            ByteBuffer bytes = ByteBuffer.wrap(state);
            at = bytes.getInt();
            random = new Seed(bytes.getLong()).stream();
        }
    }
}
