package dev.hearth.experiments.report;

import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code log.csv} of a run says so far, whether the run has ended or not.
 *
 * @param figures each figure of the epochs by name, in the order of the columns
 * @param losses the losses of the steps by what is trained
 * @param rates the learning rate of the steps
 */
record RunHistory(Map<String, Line> figures, Map<String, Line> losses, Line rates) {

    private static final int FIXED = 3;
    private static final String EPOCH = "epoch";

    /** Values by epoch, whose fraction tells steps apart. */
    record Line(List<Double> at, List<Double> values) {

        private Line() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        private void add(double epoch, double value) {
            at.add(epoch);
            values.add(value);
        }

        /** Whether it never changes. */
        boolean isConstant() {
            return values.stream().distinct().count() <= 1;
        }
    }

    static RunHistory read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException failure) {
            throw new BadDataException(
                    "A run's page is drawn from its log",
                    file + ": " + failure,
                    "Name the folder of a run, as train and run print it",
                    failure);
        }
        RunHistory history =
                new RunHistory(new LinkedHashMap<>(), new LinkedHashMap<>(), new Line());
        String[] columns = lines.isEmpty() ? new String[0] : lines.get(0).split(",", -1);
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] cells = line.split(",", -1);
            // The last line of a run that was killed may be half a line.
            if (cells.length == columns.length) {
                history.take(columns, cells);
            }
        }
        return history;
    }

    private void take(String[] columns, String[] cells) {
        double epoch = Double.parseDouble(cells[1]);
        for (int i = FIXED; i < cells.length; i++) {
            if (cells[i].isEmpty()) {
                continue;
            }
            double value = Double.parseDouble(cells[i]);
            if (cells[2].equals(EPOCH)) {
                figures.computeIfAbsent(columns[i], name -> new Line()).add(epoch, value);
            } else if (columns[i].equals("loss")) {
                losses.computeIfAbsent(cells[2], name -> new Line()).add(epoch, value);
            } else if (columns[i].equals("rate")) {
                rates.add(epoch, value);
            }
        }
    }
}
