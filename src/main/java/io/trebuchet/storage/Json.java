package io.trebuchet.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as JSON files with {@code snake_case} names. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          // A later version may write more than this one knows.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantDeserializer()))
          .build();

  private static final int MOST_BYTES = 32 << 20;

  private Json() {}

  static void write(Path file, Object value) throws IOException {
    AtomicFile.replace(file, MAPPER.writeValueAsString(value) + "\n");
  }

  /** A value on one line, without its end. */
  static String line(Object value) throws IOException {
    return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value);
  }

  static JsonNode tree(String text) throws IOException {
    return MAPPER.readTree(text);
  }

  /**
   * Reads a file.
   *
   * @throws UnusableFileException if it is damaged or not there; the message ends with the advice
   */
  static <T> T read(Path file, Class<T> type, String advice) throws IOException {
    try {
      return parse(PrivateFiles.text(file, MOST_BYTES), type, file);
    } catch (UnusableFileException e) {
      throw new UnusableFileException(e.getMessage() + "; " + advice, e);
    } catch (NoSuchFileException e) {
      throw new UnusableFileException(file + " is not there; " + advice, e);
    }
  }

  /**
   * The value that a text of {@code file} holds.
   *
   * @throws UnusableFileException if it is damaged, or lacks an entry
   */
  static <T> T parse(String text, Class<T> type, Path file) throws IOException {
    try {
      T value = MAPPER.readValue(text, type);
      checkComplete(value, type.getSimpleName());
      return value;
    } catch (JsonProcessingException e) {
      throw damaged(file, e.getOriginalMessage(), e);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw damaged(file, String.valueOf(e.getMessage()), e);
    }
  }

  private static UnusableFileException damaged(Path file, String what, Exception cause) {
    return new UnusableFileException(
        String.format(Locale.ROOT, "%s is damaged: %s", file, what), cause);
  }

  /** Without this a missing entry would be met much later, as a null where none can be. */
  private static void checkComplete(@Nullable Object value, String name) {
    switch (value) {
      case null -> throw new IllegalArgumentException("no " + name);
      case Record whole -> {
        for (RecordComponent part : whole.getClass().getRecordComponents()) {
          Object found = valueOf(part, whole);
          if (found != null || !part.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            checkComplete(found, part.getName());
          }
        }
      }
      case Collection<?> all -> all.forEach(one -> checkComplete(one, name));
      case Map<?, ?> all -> all.values().forEach(one -> checkComplete(one, name));
      default -> {}
    }
  }

  private static @Nullable Object valueOf(RecordComponent part, Record whole) {
    try {
      Method accessor = part.getAccessor();
      // The record itself need not be public.
      accessor.setAccessible(true);
      return accessor.invoke(whole);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record of ours has accessors", e);
    }
  }

  private static final class InstantDeserializer extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    InstantDeserializer() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String value, DeserializationContext context) {
      Instant instant = Instant.parse(value);
      // Beyond them no calendar can write it.
      if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
        throw new DateTimeException("the time " + value + " is not of these centuries");
      }
      return instant;
    }
  }
}
