package dev.hearth.data.image;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** The decoders that other modules bring. */
final class OtherDecoders {

    private static final List<PictureDecoder> ALL =
            ServiceLoader.load(PictureDecoder.class, PictureDecoder.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private OtherDecoders() {}

    /** The one for a file, by its first bytes. */
    static Optional<PictureDecoder> of(byte[] bytes) {
        return ForeignKind.of(bytes).flatMap(OtherDecoders::of);
    }

    private static Optional<PictureDecoder> of(ForeignKind kind) {
        return ALL.stream().filter(each -> each.kinds().contains(kind)).findFirst();
    }

    /** Whether there is one for files of such a name. */
    static boolean read(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Arrays.stream(ForeignKind.values())
                .anyMatch(kind -> kind.isNamed(name) && of(kind).isPresent());
    }
}
