package dev.hearth.cli;

import dev.hearth.data.image.PictureDamage;
import dev.hearth.data.image.PictureReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Counts the damaged pictures that were read all the same, each once, whichever thread read it first. */
final class DamagedPictures extends Handler {

    private static final Logger LOG = Logger.getLogger(PictureReader.class.getName());

    private final Map<PictureDamage, Set<String>> names = new TreeMap<>();
    private final Level before = LOG.getLevel();

    private DamagedPictures() {}

    static DamagedPictures count() {
        DamagedPictures counting = new DamagedPictures();
        LOG.setLevel(Level.FINE);
        LOG.addHandler(counting);
        return counting;
    }

    @Override
    public synchronized void publish(LogRecord read) {
        Object[] parts = read.getParameters();
        if (parts != null && parts.length == 2 && parts[1] instanceof PictureDamage damage) {
            names.computeIfAbsent(damage, each -> new TreeSet<>()).add(parts[0].toString());
        }
    }

    /** A line for the end of a command, if there were any. */
    synchronized Optional<String> summary() {
        Set<String> all = new TreeSet<>();
        names.values().forEach(all::addAll);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String kinds =
                names.entrySet().stream()
                        .map(kind -> kind.getValue().size() + " " + kind.getKey().words())
                        .collect(Collectors.joining(", "));
        String first = all.iterator().next();
        return Optional.of(
                all.size() == 1
                        ? "1 picture was read although it is damaged: " + kinds + ", " + first + "."
                        : all.size()
                                + " pictures were read although they are damaged: "
                                + kinds
                                + "; the first is "
                                + first
                                + ".");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOG.removeHandler(this);
        LOG.setLevel(before);
    }
}
