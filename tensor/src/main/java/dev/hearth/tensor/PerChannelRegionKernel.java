package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Max-pooling where channels lie innermost and each has regions of its own.
 *
 * <p>Neighbours in memory belong to different regions, so regions cannot be put together first.
 * Forward, each row is read once, compared with itself moved by a pixel, and with the rows above, so
 * that for every height and width that regions have, the greatest of each region that could begin at
 * a cell is known; each number that comes out is then looked up by a row and a column of its own.
 * As many rows are kept as the channels' regions are apart. Backward, gradients add up in scratch
 * memory, row by row as regions reach it.
 */
final class PerChannelRegionKernel implements RegionMaxKernel {

    /** Numbers of a table, so that scratch memory stays small beside an example's own. */
    private static final long MOST = 1 << 26;

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int lanes;
    private final int in;
    private final int out;
    private final int kept;

    PerChannelRegionKernel(PoolRegions rows, PoolRegions columns, int examples, int lanes) {
        this.rows = rows;
        this.columns = columns;
        this.examples = examples;
        this.lanes = lanes;
        this.in = columns.cells() * lanes;
        this.out = columns.count() * lanes;
        this.kept = rows.spread();
    }

    /** Whether the tables fit; fractional pools need four. */
    static boolean suits(PoolRegions rows, PoolRegions columns, int lanes) {
        long tables = (long) sizes(rows) * sizes(columns);
        long row = (long) columns.cells() * lanes;
        return tables <= 4 && tables * rows.spread() * row <= MOST;
    }

    /** From the narrowest to the widest. */
    private static int sizes(PoolRegions spans) {
        return spans.widest() - spans.narrowest() + 1;
    }

    @Override
    public long choices() {
        return (long) rows.count() * out;
    }

    @Override
    public Ahead ahead() {
        return new LaneAhead();
    }

    @Override
    public Back back() {
        return new LaneBack();
    }

    private final class LaneAhead implements Ahead {

        private final int widths = sizes(columns);
        private final int heights = sizes(rows);
        private final int table = kept * in;
        // By width and height, from 1: of the regions whose last row was read last.
        private final int[][][] tall = new int[columns.widest()][rows.widest()][in];
        private final int[][][] tallChosen = new int[columns.widest()][rows.widest()][in];
        private final int[] moved = new int[in];
        private final int[] values = new int[heights * widths * table];
        private final int[] ranks = new int[heights * widths * table];
        private final int[] lines = new int[lanes];
        private final int[] places = new int[out];
        private final int[] greatest = new int[out];
        private final byte[] chosen = new byte[out];

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer to, ByteBuffer choices) {
            IntBuffer x = from.asIntBuffer();
            IntBuffer y = to.asIntBuffer();
            boolean choosing = choices.hasRemaining();
            places(example);
            int read = 0;
            for (int i = 0; i < rows.count(); i++) {
                for (int reach = lines(example, i); read < reach; read++) {
                    row(x, read, choosing);
                }
                for (int j = 0; j < columns.count(); j++) {
                    if (choosing) {
                        SimdLoops.lookUp(values, ranks, lines, places, j * lanes, greatest, chosen);
                    } else {
                        SimdLoops.lookUp(values, lines, places, j * lanes, greatest);
                    }
                }
                SimdLoops.bits(greatest, greatest, out);
                y.put(i * out, greatest, 0, out);
                if (choosing) {
                    choices.put(i * out, chosen, 0, out);
                }
            }
        }

        /** Where the tables have each lane's columns. */
        private void places(int example) {
            for (int lane = 0; lane < lanes; lane++) {
                int set = columns.set(example, lane, examples, lanes);
                int[] starts = columns.starts(set);
                int[] ends = columns.ends(set);
                for (int j = 0; j < starts.length; j++) {
                    int width = ends[j] - starts[j] - columns.narrowest();
                    places[j * lanes + lane] = width * table + starts[j] * lanes + lane;
                }
            }
        }

        /** Where the tables have each lane's rows; gives the row behind the last of them. */
        private int lines(int example, int i) {
            int reach = 0;
            for (int lane = 0; lane < lanes; lane++) {
                int set = rows.set(example, lane, examples, lanes);
                int start = rows.starts(set)[i];
                int end = rows.ends(set)[i];
                int height = end - start - rows.narrowest();
                lines[lane] = height * widths * table + start % kept * in;
                reach = Math.max(reach, end);
            }
            return reach;
        }

        /** Reads a row, with which regions of all heights end. */
        private void row(IntBuffer x, int row, boolean choosing) {
            int[] keys = downwards(0);
            x.get(row * in, keys, 0, in);
            SimdLoops.keys(keys, in);
            Arrays.fill(tallChosen[0][0], 0);
            for (int cell = 1; cell < tall.length; cell++) {
                int count = Math.max(0, in - cell * lanes);
                System.arraycopy(keys, in - count, moved, 0, count);
                int[] narrower = tall[cell - 1][0];
                int[] wider = downwards(cell);
                if (choosing) {
                    int[] of = tallChosen[cell - 1][0];
                    SimdLoops.greater(narrower, moved, wider, of, cell, tallChosen[cell][0], count);
                } else {
                    SimdLoops.greater(narrower, moved, wider, count);
                }
            }
            for (int width = columns.narrowest() - 1; width < tall.length; width++) {
                higher(width, row, choosing);
            }
        }

        /** Clears the newest row's buffer and shifts the others by a row. */
        private int[] downwards(int width) {
            int[][] of = tall[width];
            int[][] ofChosen = tallChosen[width];
            int last = of.length - 1;
            int[] free = of[last];
            int[] freeChosen = ofChosen[last];
            System.arraycopy(of, 0, of, 1, last);
            System.arraycopy(ofChosen, 0, ofChosen, 1, last);
            of[0] = free;
            ofChosen[0] = freeChosen;
            return free;
        }

        /** Compares the row with those above, and writes down what is looked up. */
        private void higher(int width, int row, boolean choosing) {
            int[][] of = tall[width];
            int[][] ofChosen = tallChosen[width];
            for (int down = 0; down < of.length && down <= row; down++) {
                if (down > 0 && choosing) {
                    SimdLoops.greater(
                            of[down],
                            of[0],
                            of[down],
                            ofChosen[down],
                            ofChosen[0],
                            down * columns.widest(),
                            ofChosen[down],
                            in);
                } else if (down > 0) {
                    SimdLoops.greater(of[down], of[0], of[down], in);
                }
                int height = down + 1 - rows.narrowest();
                if (height >= 0) {
                    int at = (height * widths + width + 1 - columns.narrowest()) * table;
                    int line = at + (row - down) % kept * in;
                    System.arraycopy(of[down], 0, values, line, in);
                    if (choosing) {
                        System.arraycopy(ofChosen[down], 0, ranks, line, in);
                    }
                }
            }
        }
    }

    private final class LaneBack implements Back {

        private final float[] sums = new float[rows.cells() * in];
        private final int[] lines = new int[lanes];
        private final int[] places = new int[out];
        private final float[] gradient = new float[out];
        private final byte[] chosen = new byte[out];
        private final int[] offsets = new int[256];

        private LaneBack() {
            for (int down = 0; down < rows.widest(); down++) {
                for (int across = 0; across < columns.widest(); across++) {
                    offsets[down * columns.widest() + across] = down * in + across * lanes;
                }
            }
        }

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer choices, ByteBuffer to) {
            FloatBuffer byY = from.asFloatBuffer();
            FloatBuffer byX = to.asFloatBuffer();
            places(example);
            int cleared = 0;
            int written = 0;
            for (int i = 0; i < rows.count(); i++) {
                int first = rows.cells();
                int reach = 0;
                for (int lane = 0; lane < lanes; lane++) {
                    int set = rows.set(example, lane, examples, lanes);
                    int start = rows.starts(set)[i];
                    lines[lane] = start * in;
                    first = Math.min(first, start);
                    reach = Math.max(reach, rows.ends(set)[i]);
                }
                cleared = clear(cleared, reach);
                written = write(written, first, byX);
                byY.get(i * out, gradient, 0, out);
                choices.get(i * out, chosen, 0, out);
                for (int j = 0; j < columns.count(); j++) {
                    SimdLoops.scatter(gradient, chosen, j * lanes, lines, places, offsets, sums);
                }
            }
            clear(cleared, rows.cells());
            write(written, rows.cells(), byX);
        }

        private void places(int example) {
            for (int lane = 0; lane < lanes; lane++) {
                int[] starts = columns.starts(columns.set(example, lane, examples, lanes));
                for (int j = 0; j < starts.length; j++) {
                    places[j * lanes + lane] = starts[j] * lanes + lane;
                }
            }
        }

        private int clear(int from, int to) {
            if (from < to) {
                Arrays.fill(sums, from * in, to * in, 0);
            }
            return Math.max(from, to);
        }

        /** Rows that no region reaches any more. */
        private int write(int from, int to, FloatBuffer byX) {
            if (from < to) {
                byX.put(from * in, sums, from * in, (to - from) * in);
            }
            return Math.max(from, to);
        }
    }
}
