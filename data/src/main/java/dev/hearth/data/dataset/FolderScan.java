package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import dev.hearth.data.Sha256;
import dev.hearth.data.dataset.FolderReport.ClassCount;
import dev.hearth.data.dataset.FolderReport.Duplicates;
import dev.hearth.data.dataset.FolderReport.LeftOut;
import dev.hearth.data.dataset.FolderReport.Part;
import dev.hearth.data.dataset.FolderReport.Reason;
import dev.hearth.data.dataset.FolderReport.Sizes;
import dev.hearth.data.dataset.FolderReport.Where;
import dev.hearth.data.image.FileBytes;
import dev.hearth.data.image.ForeignKind;
import dev.hearth.data.image.PictureDamage;
import dev.hearth.data.image.PictureReader;
import dev.hearth.data.image.ReducedPicture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Fills a {@link FolderReport}. */
final class FolderScan {

    private static final int EXAMPLES = 3;
    private static final long MOST_BYTES = 1L << 28;
    private static final Set<String> OTHERS =
            Set.of(
                    "jp2", "j2k", "jxl", "svg", "pdf", "psd", "xcf", "ico", "tga", "ppm", "pgm",
                    "pbm", "pnm", "exr", "hdr", "dng", "cr2", "cr3", "nef", "arw", "orf", "rw2",
                    "raf");

    private final Path folder;
    private final FolderReport.Progress told;
    private final PictureReader reader = new PictureReader();
    private final Map<Reason, List<String>> leftOut = new EnumMap<>(Reason.class);

    /** A picture's place: the part and the class that it lies in. */
    private record Place(int part, String label, Path file) {}

    /** What a look at a file found; {@code why} is empty where it can be read. */
    private record Found(
            Place place,
            String name,
            long bytes,
            String sha256,
            int width,
            int height,
            String why,
            String damage) {}

    FolderScan(Path folder, FolderReport.Progress told) {
        this.folder = folder;
        this.told = told;
    }

    FolderReport report() {
        FolderLayout layout = FolderLayout.of(folder);
        List<Path> roots = new ArrayList<>(List.of(layout.training()));
        layout.testing().ifPresent(roots::add);
        if (!layout.training().equals(folder)) {
            for (Path each : PictureListing.entries(folder)) {
                if (!roots.contains(each)) {
                    pass(outside(each), each);
                }
            }
        }
        List<Place> places = new ArrayList<>();
        List<List<String>> labels = new ArrayList<>();
        for (int part = 0; part < roots.size(); part++) {
            labels.add(list(roots.get(part), part, places));
        }
        AtomicInteger looked = new AtomicInteger();
        List<Found> found =
                places.parallelStream()
                        .map(
                                place -> {
                                    Found seen = look(place);
                                    told.looked(looked.incrementAndGet(), places.size());
                                    return seen;
                                })
                        .toList();
        List<Part> parts = new ArrayList<>();
        for (int part = 0; part < roots.size(); part++) {
            parts.add(part(roots.get(part), part, labels.get(part), found));
        }
        return new FolderReport(
                folder.toString(),
                parts,
                leftOut.entrySet().stream()
                        .map(each -> left(each.getKey(), each.getValue()))
                        .toList(),
                told(found, Found::why),
                told(found, Found::damage),
                duplicates(found),
                parts.get(0).classes().stream()
                        .filter(each -> each.different() < FolderReport.FEW)
                        .map(ClassCount::name)
                        .toList(),
                sizes(found));
    }

    /** The classes of a folder; their pictures are added to those to be looked at. */
    private List<String> list(Path root, int part, List<Place> places) {
        List<String> labels = new ArrayList<>();
        for (Path each : PictureListing.entries(root)) {
            if (PictureListing.isHidden(each) || !Files.isDirectory(each)) {
                pass(PictureListing.isPicture(each) ? Reason.OUTSIDE_A_CLASS : kind(each), each);
                continue;
            }
            String label = each.getFileName().toString();
            labels.add(label);
            for (Path file : PictureListing.entries(each)) {
                if (!PictureListing.isHidden(file) && PictureListing.isPicture(file)) {
                    places.add(new Place(part, label, file));
                } else {
                    pass(kind(file), file);
                }
            }
        }
        return labels;
    }

    private static Reason outside(Path each) {
        if (!PictureListing.isHidden(each) && Files.isDirectory(each)) {
            return Reason.OTHER_FOLDER;
        }
        return PictureListing.isPicture(each) ? Reason.OUTSIDE_A_CLASS : kind(each);
    }

    private static Reason kind(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        if (name.startsWith(".")) {
            return Reason.HIDDEN;
        } else if (Files.isDirectory(file)) {
            return Reason.SUB_FOLDER;
        } else if (ForeignKind.HEIC.isNamed(name)) {
            return Reason.HEIC;
        } else if (ForeignKind.AVIF.isNamed(name)) {
            return Reason.AVIF;
        }
        return OTHERS.contains(suffix) ? Reason.OTHER_PICTURE : Reason.OTHER_FILE;
    }

    private void pass(Reason reason, Path file) {
        leftOut.computeIfAbsent(reason, each -> new ArrayList<>()).add(name(file));
    }

    private static LeftOut left(Reason reason, List<String> names) {
        return new LeftOut(reason, names.size(), names.stream().limit(EXAMPLES).toList());
    }

    private String name(Path file) {
        String name = folder.relativize(file).toString();
        return name.replace(file.getFileSystem().getSeparator(), "/");
    }

    private Found look(Place place) {
        String name = name(place.file());
        try {
            byte[] bytes = FileBytes.read(place.file(), MOST_BYTES, "A picture");
            String digest = Sha256.of(bytes);
            try {
                String path = place.file().toString();
                ReducedPicture seen = reader.read(bytes, path, (width, height) -> 8);
                String damage =
                        seen.damage().stream()
                                .map(PictureDamage::words)
                                .collect(Collectors.joining(", "));
                return new Found(
                        place, name, bytes.length, digest, seen.width(), seen.height(), "", damage);
            } catch (BadDataException bad) {
                return new Found(
                        place,
                        name,
                        bytes.length,
                        digest,
                        0,
                        0,
                        why(bad, place.file().toString()),
                        "");
            }
        } catch (BadDataException bad) {
            return new Found(place, name, 0, "", 0, 0, why(bad, place.file().toString()), "");
        }
    }

    /** The middle part of a message: what came. */
    private static String why(BadDataException bad, String path) {
        String message = bad.getMessage();
        int from = message.indexOf(". Received: ");
        String came = from < 0 ? message : message.substring(from + ". Received: ".length());
        if (came.startsWith(path + ", ")) {
            came = came.substring(path.length() + 2).replaceFirst("^which ", "");
        }
        return came;
    }

    private Part part(Path root, int part, List<String> labels, List<Found> found) {
        List<ClassCount> classes = new ArrayList<>();
        for (String label : labels) {
            List<Found> inside =
                    found.stream()
                            .filter(each -> each.place().part() == part)
                            .filter(each -> each.place().label().equals(label))
                            .toList();
            List<Found> readable = inside.stream().filter(each -> each.why().isEmpty()).toList();
            classes.add(
                    new ClassCount(
                            label,
                            inside.size(),
                            readable.size(),
                            (int) readable.stream().map(Found::sha256).distinct().count(),
                            inside.stream().mapToLong(Found::bytes).sum()));
        }
        return new Part(root.equals(folder) ? "" : root.getFileName().toString(), classes);
    }

    private static List<FolderReport.Picture> told(
            List<Found> found, Function<Found, String> words) {
        return found.stream()
                .filter(each -> !words.apply(each).isEmpty())
                .map(each -> new FolderReport.Picture(each.name(), words.apply(each)))
                .toList();
    }

    private static List<Duplicates> duplicates(List<Found> found) {
        Map<String, List<Found>> same = new LinkedHashMap<>();
        for (Found each : found) {
            if (!each.sha256().isEmpty()) {
                same.computeIfAbsent(each.sha256(), digest -> new ArrayList<>()).add(each);
            }
        }
        return same.values().stream()
                .filter(group -> group.size() > 1)
                .map(
                        group ->
                                new Duplicates(
                                        where(group), group.stream().map(Found::name).toList()))
                .sorted(Comparator.comparing(Duplicates::where).reversed())
                .toList();
    }

    private static Where where(List<Found> group) {
        if (group.stream().map(each -> each.place().label()).distinct().count() > 1) {
            return Where.SEVERAL_CLASSES;
        }
        boolean isApart = group.stream().map(each -> each.place().part()).distinct().count() > 1;
        return isApart ? Where.BOTH_PARTS : Where.ONE_CLASS;
    }

    private static Sizes sizes(List<Found> found) {
        List<Found> read =
                found.stream()
                        .filter(each -> each.why().isEmpty())
                        .sorted(
                                Comparator.comparingLong(
                                        each -> (long) each.width() * each.height()))
                        .toList();
        return read.isEmpty()
                ? new Sizes("", "", "")
                : new Sizes(
                        size(read.get(0)),
                        size(read.get(read.size() / 2)),
                        size(read.get(read.size() - 1)));
    }

    private static String size(Found each) {
        return each.width() + "×" + each.height();
    }
}
