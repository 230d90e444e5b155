package dev.hearth.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hearth.data.TerminalText;
import dev.hearth.inference.Prediction;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How {@code predict} prints: each picture as soon as it is classified. */
enum PredictionFormat {
    /** Two lines or more a picture, for people. */
    TEXT,
    /** A list, an object a line. */
    JSON,
    /** JSON Lines: an object a line, without a list around them. */
    JSON_LINES,
    /** RFC 4180: a heading, then a row a picture, with the N first classes side by side. */
    CSV;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Prints pictures one after the other; closed at the end. */
    final class Printer implements AutoCloseable {

        private final PrintStream out;
        private final int top;
        private int printed;

        Printer(PrintStream out, int top) {
            this.out = out;
            this.top = top;
        }

        /** A picture with its classes. */
        void print(Path picture, List<Prediction> guesses, Optional<Path> map) {
            begin();
            switch (PredictionFormat.this) {
                case TEXT -> text(picture, guesses);
                case CSV -> out.println(row(picture, guesses, map, ""));
                case JSON, JSON_LINES -> {
                    List<Map<String, Object>> listed = new ArrayList<>();
                    for (Prediction each : guesses) {
                        Map<String, Object> one = new LinkedHashMap<>();
                        one.put("label", each.label());
                        one.put("class", each.className());
                        one.put("probability", each.probability());
                        listed.add(one);
                    }
                    Map<String, Object> all = new LinkedHashMap<>();
                    all.put("picture", picture.toString());
                    all.put("guesses", listed);
                    map.ifPresent(file -> all.put("heatMap", file.toString()));
                    object(all);
                }
            }
            out.flush();
        }

        /** A picture that could not be read. */
        void refused(Path picture, String why) {
            if (PredictionFormat.this == TEXT) {
                return;
            }
            begin();
            if (PredictionFormat.this == CSV) {
                out.println(row(picture, List.of(), Optional.empty(), why));
            } else {
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("picture", picture.toString());
                all.put("error", why);
                object(all);
            }
            out.flush();
        }

        private void begin() {
            if (printed++ == 0) {
                if (PredictionFormat.this == JSON) {
                    out.println("[");
                } else if (PredictionFormat.this == CSV) {
                    out.println(heading());
                }
            } else if (PredictionFormat.this == JSON) {
                out.println(",");
            }
        }

        private void object(Map<String, Object> all) {
            try {
                String line = MAPPER.writeValueAsString(all);
                if (PredictionFormat.this == JSON) {
                    out.print(line);
                } else {
                    out.println(line);
                }
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void text(Path picture, List<Prediction> guesses) {
            out.println(TerminalText.of(picture.toString()));
            for (Prediction each : guesses) {
                out.printf(
                        Locale.ROOT,
                        "  %6.2f %%  %s%n",
                        100 * each.probability(),
                        TerminalText.of(each.className()));
            }
        }

        private String heading() {
            StringBuilder heading = new StringBuilder("picture");
            for (int i = 1; i <= top; i++) {
                heading.append(",class ").append(i).append(",probability ").append(i);
            }
            return heading.append(",heat map,error").toString();
        }

        private String row(
                Path picture, List<Prediction> guesses, Optional<Path> map, String error) {
            StringBuilder row = new StringBuilder(cell(picture.toString()));
            for (int i = 0; i < top; i++) {
                if (i < guesses.size()) {
                    row.append(',')
                            .append(cell(guesses.get(i).className()))
                            .append(
                                    String.format(
                                            Locale.ROOT, ",%.6f", guesses.get(i).probability()));
                } else {
                    row.append(",,");
                }
            }
            return row.append(',')
                    .append(cell(map.map(Path::toString).orElse("")))
                    .append(',')
                    .append(cell(error))
                    .toString();
        }

        @Override
        public void close() {
            if (PredictionFormat.this == JSON) {
                out.println(printed == 0 ? "[]" : "\n]");
            }
        }
    }

    Printer printer(PrintStream out, int top) {
        return new Printer(out, top);
    }

    private static String cell(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
