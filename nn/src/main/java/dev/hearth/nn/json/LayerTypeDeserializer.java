package dev.hearth.nn.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.impl.AsPropertyTypeDeserializer;
import java.io.IOException;

/** Reads a type out of an object only: Jackson would also take ["Relu", {}] and bare strings. */
final class LayerTypeDeserializer extends AsPropertyTypeDeserializer {

    private static final long serialVersionUID = 1;

    LayerTypeDeserializer(JavaType kind, TypeIdResolver names) {
        super(kind, names, LayerMapper.TYPE, false, null, JsonTypeInfo.As.PROPERTY, true);
    }

    private LayerTypeDeserializer(LayerTypeDeserializer other, BeanProperty property) {
        super(other, property);
    }

    @Override
    public TypeDeserializer forProperty(BeanProperty property) {
        return property == _property ? this : new LayerTypeDeserializer(this, property);
    }

    @Override
    public Object deserializeTypedFromObject(JsonParser text, DeserializationContext context)
            throws IOException {
        JsonToken token = text.currentToken();
        return token == JsonToken.START_OBJECT || token == JsonToken.FIELD_NAME
                ? super.deserializeTypedFromObject(text, context)
                : refuse(context, token);
    }

    @Override
    public Object deserializeTypedFromArray(JsonParser text, DeserializationContext context)
            throws IOException {
        return refuse(context, text.currentToken());
    }

    @Override
    public Object deserializeTypedFromScalar(JsonParser text, DeserializationContext context)
            throws IOException {
        return refuse(context, text.currentToken());
    }

    @Override
    public Object deserializeTypedFromAny(JsonParser text, DeserializationContext context)
            throws IOException {
        return deserializeTypedFromObject(text, context);
    }

    private Object refuse(DeserializationContext context, JsonToken token) throws IOException {
        return context.reportInputMismatch(
                _baseType, "a configuration is an object, not %s", token);
    }
}
