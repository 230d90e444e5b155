package dev.hearth.nn.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A Jackson mapper as strict as {@link LayerJson} needs it. */
final class LayerMapper {

    /** The key under which a configuration names its record. */
    static final String TYPE = "type";

    /** Nets nest by two a level, an object and a list; the published ones stay below 40. */
    private static final int DEPTH = 200;

    /** In characters: far above any net's. */
    private static final long LENGTH = 16L << 20;

    private LayerMapper() {}

    static ObjectMapper mapper(Map<String, Class<?>> known) {
        ObjectMapper mapper =
                JsonMapper.builder(format())
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(
                                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                                DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                                DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text ->
                                        text.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail))
                        .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
                        .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
                        .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                        .build();
        return mapper.setDefaultTyping(
                new Typing(mapper, known)
                        .init(JsonTypeInfo.Id.CUSTOM, new LayerTypeIds(known, Object.class))
                        .inclusion(JsonTypeInfo.As.PROPERTY)
                        .typeProperty(TYPE));
    }

    private static JsonFactory format() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH)
                                .maxDocumentLength(LENGTH)
                                .build())
                // One less, because Jackson counts lists only when it writes a sized object.
                .streamWriteConstraints(
                        StreamWriteConstraints.builder().maxNestingDepth(DEPTH - 1).build())
                .build();
    }

    /** Puts a type on records of the interfaces that known records implement, and on nothing else. */
    private static final class Typing extends ObjectMapper.DefaultTypeResolverBuilder {

        private static final long serialVersionUID = 1;

        private final transient Map<String, Class<?>> known;
        private final transient Set<Class<?>> kinds;

        Typing(ObjectMapper mapper, Map<String, Class<?>> known) {
            super(ObjectMapper.DefaultTyping.NON_FINAL, mapper.getPolymorphicTypeValidator());
            this.known = known;
            this.kinds =
                    known.values().stream()
                            .flatMap(LayerTypeIds::kinds)
                            .collect(Collectors.toUnmodifiableSet());
        }

        @Override
        public boolean useForType(JavaType type) {
            return kinds.stream().anyMatch(type::isTypeOrSubTypeOf)
                    || LayerTypeIds.isSealed(type.getRawClass());
        }

        @Override
        public TypeDeserializer buildTypeDeserializer(
                DeserializationConfig config, JavaType type, Collection<NamedType> subtypes) {
            return useForType(type)
                    ? new LayerTypeDeserializer(type, new LayerTypeIds(known, type.getRawClass()))
                    : null;
        }
    }
}
