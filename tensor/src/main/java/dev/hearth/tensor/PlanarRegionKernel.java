package dev.hearth.tensor;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * Max-pooling plane by plane, for channels that lie one after another.
 *
 * <p>Forward, the rows of a plane in which regions begin are put together, likewise the rows below
 * them, and these stacks are compared with one another; then the greatest are compared with
 * themselves moved by a pixel. So all comparisons are a few loops over a whole plane, however short
 * its rows are, and each number that comes out is looked up once. A region that is lower than others
 * repeats its last row, which never beats the first of equals. Backward, a plane of gradients is
 * added up in scratch memory.
 */
final class PlanarRegionKernel implements RegionMaxKernel {

    private final PoolRegions rows;
    private final PoolRegions columns;
    private final int examples;
    private final int channels;
    private final int cells;
    private final int places;

    PlanarRegionKernel(PoolRegions rows, PoolRegions columns, int examples, int channels) {
        this.rows = rows;
        this.columns = columns;
        this.examples = examples;
        this.channels = channels;
        this.cells = rows.cells() * columns.cells();
        this.places = rows.count() * columns.count();
    }

    @Override
    public long choices() {
        return (long) channels * places;
    }

    @Override
    public Ahead ahead() {
        return new PlaneAhead();
    }

    @Override
    public Back back() {
        return new PlaneBack();
    }

    private final class PlaneAhead implements Ahead {

        private final int width = columns.cells();
        private final int block = rows.count() * width;
        private final boolean even = columns.narrowest() == columns.widest();
        private final int[] keys = new int[cells];
        private final int[] below = new int[block];
        private final int[] belowChosen = new int[block];
        private final int[] tall = new int[block];
        private final int[] tallChosen = new int[block];
        private final int[] wide = new int[block];
        private final int[] wideChosen = new int[block];
        // For each width of a region, the greatest of that many columns.
        private final int[] all = new int[even ? 0 : columns.widest() * block];
        private final int[] allChosen = new int[all.length];
        private final int[] lookups = new int[columns.count()];
        private final int[] greatest = new int[places];
        private final byte[] chosen = new byte[places];

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer to, ByteBuffer choices) {
            IntBuffer x = from.asIntBuffer();
            IntBuffer y = to.asIntBuffer();
            int rowSet = rows.set(example, plane, examples, channels);
            int columnSet = columns.set(example, plane, examples, channels);
            boolean choosing = choices.hasRemaining();
            x.get(plane * cells, keys, 0, cells);
            SimdLoops.keys(keys, cells);
            downwards(rowSet, choosing);
            across(choosing);
            lookUp(columnSet, choosing);
            SimdLoops.bits(greatest, greatest, places);
            y.put(plane * places, greatest, 0, places);
            if (choosing) {
                choices.put(plane * places, chosen, 0, places);
            }
        }

        /** The greatest of the rows of each region, for all columns. */
        private void downwards(int set, boolean choosing) {
            stack(set, 0, tall);
            Arrays.fill(tallChosen, 0);
            for (int down = 1; down < rows.widest(); down++) {
                stack(set, down, below);
                if (choosing) {
                    int rank = down * columns.widest();
                    SimdLoops.greater(tall, below, tall, tallChosen, rank, tallChosen, block);
                } else {
                    SimdLoops.greater(tall, below, tall, block);
                }
            }
        }

        private void stack(int set, int down, int[] into) {
            int[] starts = rows.starts(set);
            int[] ends = rows.ends(set);
            for (int i = 0; i < starts.length; i++) {
                int row = Math.min(starts[i] + down, ends[i] - 1);
                System.arraycopy(keys, row * width, into, i * width, width);
            }
        }

        /** The greatest of as many columns as a region has, for all columns. */
        private void across(boolean choosing) {
            System.arraycopy(tall, 0, wide, 0, block);
            System.arraycopy(tallChosen, 0, wideChosen, 0, block);
            put(0, choosing);
            for (int cell = 1; cell < columns.widest(); cell++) {
                int count = Math.max(0, block - cell);
                System.arraycopy(tall, block - count, below, 0, count);
                if (choosing) {
                    System.arraycopy(tallChosen, block - count, belowChosen, 0, count);
                    SimdLoops.greaterOrBefore(
                            wide, below, wide, wideChosen, belowChosen, cell, wideChosen, count);
                } else {
                    SimdLoops.greater(wide, below, wide, count);
                }
                put(cell, choosing);
            }
        }

        private void put(int cell, boolean choosing) {
            if (!even) {
                System.arraycopy(wide, 0, all, cell * block, block);
                if (choosing) {
                    System.arraycopy(wideChosen, 0, allChosen, cell * block, block);
                }
            }
        }

        private void lookUp(int set, boolean choosing) {
            int[] starts = columns.starts(set);
            int[] ends = columns.ends(set);
            for (int j = 0; j < lookups.length; j++) {
                lookups[j] = even ? starts[j] : starts[j] + (ends[j] - starts[j] - 1) * block;
            }
            int[] values = even ? wide : all;
            int[] ranks = even ? wideChosen : allChosen;
            for (int i = 0; i < rows.count(); i++) {
                if (choosing) {
                    SimdLoops.lookUp(
                            values,
                            ranks,
                            i * width,
                            lookups,
                            greatest,
                            chosen,
                            i * lookups.length);
                } else {
                    SimdLoops.lookUp(values, i * width, lookups, greatest, i * lookups.length);
                }
            }
        }
    }

    private final class PlaneBack implements Back {

        private final float[] sums = new float[cells];
        private final float[] gradient = new float[places];
        private final byte[] chosen = new byte[places];
        private final int[] offsets = new int[256];

        private PlaneBack() {
            for (int down = 0; down < rows.widest(); down++) {
                for (int across = 0; across < columns.widest(); across++) {
                    offsets[down * columns.widest() + across] = down * columns.cells() + across;
                }
            }
        }

        @Override
        public void run(
                int example, int plane, ByteBuffer from, ByteBuffer choices, ByteBuffer to) {
            FloatBuffer byY = from.asFloatBuffer();
            FloatBuffer byX = to.asFloatBuffer();
            int[] lines = rows.starts(rows.set(example, plane, examples, channels));
            int[] starts = columns.starts(columns.set(example, plane, examples, channels));
            byY.get(plane * places, gradient, 0, places);
            choices.get(plane * places, chosen, 0, places);
            Arrays.fill(sums, 0);
            for (int i = 0; i < lines.length; i++) {
                SimdLoops.scatter(
                        gradient,
                        chosen,
                        i * starts.length,
                        starts,
                        lines[i] * columns.cells(),
                        offsets,
                        sums);
            }
            byX.put(plane * cells, sums, 0, cells);
        }
    }
}
