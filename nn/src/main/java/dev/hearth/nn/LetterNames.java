package dev.hearth.nn;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.Map;

/** Names for classes and classes for names, out of an explicit list and nothing else. */
final class LetterNames extends TypeIdResolverBase {

    private final Map<String, Class<?>> known;

    LetterNames(Map<String, Class<?>> known) {
        this.known = known;
    }

    @Override
    public String idFromValue(Object value) {
        return idFromValueAndType(value, value.getClass());
    }

    @Override
    public String idFromValueAndType(Object value, Class<?> type) {
        if (known.get(type.getSimpleName()) != type) {
            throw new IllegalArgumentException(
                    "These Letters write the records that they know. Received: "
                            + type.getName()
                            + ". Use Letters.standard().with("
                            + type.getSimpleName()
                            + ".class).");
        }
        return type.getSimpleName();
    }

    /** Nothing for an unknown name, which makes the caller refuse it and say where. */
    @Override
    public JavaType typeFromId(DatabindContext context, String id) {
        Class<?> type = known.get(id);
        return type == null ? null : context.constructType(type);
    }

    @Override
    public String getDescForKnownTypeIds() {
        return String.join(", ", known.keySet());
    }

    @Override
    public JsonTypeInfo.Id getMechanism() {
        return JsonTypeInfo.Id.CUSTOM;
    }
}
