package dev.hearth.rl;

import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** The rules of {@link Raiders} once more, with lists of cells; slow, and easy to hold beside them. */
final class NaiveRaiders {

    /** A cell of the field. */
    record Cell(int row, int column) {}

    List<Cell> raiders = new ArrayList<>();
    List<Cell> shots = new ArrayList<>();
    List<Cell> bombs = new ArrayList<>();
    private final double sticky;
    private final RandomStream random;
    int cannon;
    private int sinceFired;
    int heading;
    private int marchIn;
    private int bombIn;
    int wave;
    private int last;
    boolean over = true;

    NaiveRaiders(double sticky, Seed seed) {
        this.sticky = sticky;
        this.random = seed.child("raiders").stream();
    }

    void begin() {
        shots.clear();
        bombs.clear();
        cannon = 5;
        sinceFired = 1000;
        wave = 0;
        last = Raiders.STAY;
        over = false;
        arrive();
    }

    private void arrive() {
        heading = random.nextBoolean() ? 1 : -1;
        int from = random.nextInt(5);
        raiders.clear();
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 6; column++) {
                raiders.add(new Cell(row, from + column));
            }
        }
        marchIn = Math.max(1, 2 + 6 * raiders.size() / 24 - wave);
        bombIn = Math.max(3, 8 - wave);
    }

    int act(int wanted) {
        int action = wanted;
        if (sticky > 0 && random.nextDouble() < sticky) {
            action = last;
        }
        last = action;
        int points = 0;
        shots = moved(shots, cell -> new Cell(cell.row() - 1, cell.column()));
        sinceFired++;
        if (action == Raiders.LEFT && cannon > 0) {
            cannon--;
        }
        if (action == Raiders.RIGHT && cannon < 9) {
            cannon++;
        }
        if (action == Raiders.FIRE && sinceFired >= 3) {
            shots.add(new Cell(8, cannon));
            sinceFired = 0;
        }
        if (bombs.contains(new Cell(9, cannon))) {
            over = true;
        }
        points += hits();
        marchIn--;
        if (marchIn <= 0 && !raiders.isEmpty()) {
            int wall = heading > 0 ? 9 : 0;
            if (raiders.stream().anyMatch(cell -> cell.column() == wall)) {
                heading = -heading;
                raiders = moved(raiders, cell -> new Cell(cell.row() + 1, cell.column()));
            } else {
                raiders = moved(raiders, cell -> new Cell(cell.row(), cell.column() + heading));
            }
            points += hits();
            if (raiders.stream().anyMatch(cell -> cell.row() == 9)) {
                over = true;
            }
            marchIn = Math.max(1, 2 + 6 * raiders.size() / 24 - wave);
        }
        bombs = moved(bombs, cell -> new Cell(cell.row() + 1, cell.column()));
        if (bombs.contains(new Cell(9, cannon))) {
            over = true;
        }
        bombIn--;
        if (bombIn <= 0 && !raiders.isEmpty()) {
            bombIn = Math.max(3, 8 - wave);
            bomb();
        }
        if (raiders.isEmpty() && !over) {
            wave++;
            arrive();
        }
        return points;
    }

    private void bomb() {
        TreeSet<Integer> columns = new TreeSet<>();
        raiders.stream().filter(cell -> cell.row() < 9).forEach(cell -> columns.add(cell.column()));
        int chosen;
        if (random.nextBoolean()) {
            chosen = columns.stream().min((a, b) -> distance(a) - distance(b)).orElse(0);
        } else if (columns.isEmpty()) {
            chosen = 0;
        } else {
            chosen = List.copyOf(columns).get(random.nextInt(columns.size()));
        }
        raiders.stream()
                .filter(cell -> cell.column() == chosen && cell.row() < 9)
                .mapToInt(Cell::row)
                .max()
                .ifPresent(row -> bombs.add(new Cell(row + 1, chosen)));
        if (bombs.contains(new Cell(9, cannon))) {
            over = true;
        }
    }

    private int distance(int column) {
        return Math.abs(column - cannon);
    }

    private static List<Cell> moved(List<Cell> cells, UnaryOperator<Cell> how) {
        List<Cell> there = new ArrayList<>();
        for (Cell cell : cells) {
            Cell next = how.apply(cell);
            if (next.row() >= 0 && next.row() <= 9) {
                there.add(next);
            }
        }
        return there;
    }

    private int hits() {
        int points = 0;
        for (Cell shot : List.copyOf(shots)) {
            if (raiders.remove(shot)) {
                shots.remove(shot);
                points++;
            }
        }
        return points;
    }

    byte[] frame() {
        byte[] frame = new byte[600];
        for (Cell cell : raiders) {
            frame[10 * cell.row() + cell.column()] = 1;
            frame[100 + 10 * cell.row() + cell.column()] = (byte) (heading > 0 ? 1 : 0);
        }
        shots.forEach(cell -> frame[200 + 10 * cell.row() + cell.column()] = 1);
        bombs.forEach(cell -> frame[300 + 10 * cell.row() + cell.column()] = 1);
        frame[400 + 90 + cannon] = 1;
        frame[500 + 90 + cannon] = (byte) (sinceFired >= 2 ? 1 : 0);
        return frame;
    }
}
