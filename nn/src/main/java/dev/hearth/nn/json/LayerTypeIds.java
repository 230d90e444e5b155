package dev.hearth.nn.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import dev.hearth.tensor.Check;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Names for classes and classes for names: out of an explicit list, or of the list that a sealed
 * interface is, and nothing else.
 */
final class LayerTypeIds extends TypeIdResolverBase {

    private final Map<String, Class<?>> known;
    private final Class<?> kind;

    /** The kind is what a place asks for; Object where names are only written. */
    LayerTypeIds(Map<String, Class<?>> known, Class<?> kind) {
        this.known = known;
        this.kind = kind;
    }

    /** Whether it is a sealed interface of records, or one of its records. */
    static boolean isSealed(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type.getInterfaces()).anyMatch(LayerTypeIds::isVocabulary)
                : isVocabulary(type);
    }

    private static boolean isVocabulary(Class<?> type) {
        return type.isInterface()
                && type.isSealed()
                && Arrays.stream(type.getPermittedSubclasses()).allMatch(Class::isRecord);
    }

    /** The interfaces of a record that a place can ask for: all but those of Java. */
    static Stream<Class<?>> kinds(Class<?> type) {
        return Stream.of(type.getInterfaces())
                .filter(kind -> !kind.getName().startsWith("java."))
                .flatMap(kind -> Stream.concat(Stream.of(kind), kinds(kind)));
    }

    /** Names that fit the place. */
    List<String> names() {
        Stream<Class<?>> permitted =
                isVocabulary(kind) ? Stream.of(kind.getPermittedSubclasses()) : Stream.empty();
        return Stream.concat(known.values().stream(), permitted)
                .filter(kind::isAssignableFrom)
                .map(Class::getSimpleName)
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public String idFromValue(Object value) {
        return idFromValueAndType(value, value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        if (known.get(type.getSimpleName()) != type && !isSealed(type)) {
            throw Check.error(
                    "This LayerJson writes the records that it knows",
                    type.getName(),
                    "Use LayerJson.standard().with(" + type.getSimpleName() + ".class)");
        }
        return type.getSimpleName();
    }

    /** Nothing for an unknown name, which makes the caller refuse it and say where. */
    @Override
    public JavaType typeFromId(DatabindContext context, String written) {
        String id = RenamedTypes.current(written);
        return Stream.concat(Stream.ofNullable(known.get(id)), siblings(id))
                .filter(kind::isAssignableFrom)
                .findFirst()
                .map(context::constructType)
                .orElse(null);
    }

    private Stream<Class<?>> siblings(String id) {
        Stream<Class<?>> own = kind.isRecord() && isSealed(kind) ? Stream.of(kind) : Stream.empty();
        Stream<Class<?>> permitted =
                isVocabulary(kind) ? Arrays.stream(kind.getPermittedSubclasses()) : Stream.empty();
        return Stream.concat(own, permitted).filter(type -> type.getSimpleName().equals(id));
    }

    @Override
    public String getDescForKnownTypeIds() {
        return String.join(", ", names());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
