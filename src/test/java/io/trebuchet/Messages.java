package io.trebuchet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/** What actors tell each other: the records of every type that an actor takes. */
final class Messages {
  private Messages() {}

  /** The components of all messages, and of the records in them. */
  static List<JavaField> components(JavaClasses ours) {
    Set<JavaClass> messages = new HashSet<>();
    Set<JavaClass> seen = new HashSet<>();
    Deque<JavaClass> next = new ArrayDeque<>(taken(ours));
    while (!next.isEmpty()) {
      JavaClass type = next.remove();
      if (!ours.contain(type.getName()) || !seen.add(type)) {
        continue;
      }
      for (JavaClass each : ours) {
        if (each.isRecord() && each.isAssignableTo(type.getName()) && messages.add(each)) {
          ofRecord(each).forEach(component -> next.addAll(component.getAllInvolvedRawTypes()));
        }
      }
    }
    return messages.stream().flatMap(Messages::ofRecord).toList();
  }

  /** Whether a component is, or is made of, one of these types. */
  static boolean holds(JavaField component, Class<?>... types) {
    return component.getAllInvolvedRawTypes().stream()
        .anyMatch(
            part ->
                Stream.of(types)
                    .anyMatch(type -> part.getBaseComponentType().isAssignableTo(type)));
  }

  private static Stream<JavaField> ofRecord(JavaClass record) {
    return record.getFields().stream()
        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC));
  }

  /** The types that references to actors and behaviours name. */
  private static Set<JavaClass> taken(JavaClasses ours) {
    Set<JavaClass> found = new HashSet<>();
    for (JavaClass each : ours) {
      each.getFields().forEach(field -> addTaken(field.getType(), found));
      for (JavaCodeUnit method : each.getCodeUnits()) {
        addTaken(method.getReturnType(), found);
        method.getParameterTypes().forEach(type -> addTaken(type, found));
      }
    }
    return found;
  }

  private static void addTaken(JavaType type, Set<JavaClass> found) {
    if (type instanceof JavaParameterizedType generic) {
      boolean ofActor =
          generic.toErasure().isEquivalentTo(ActorRef.class)
              || generic.toErasure().isEquivalentTo(Behavior.class);
      for (JavaType argument : generic.getActualTypeArguments()) {
        if (ofActor) {
          found.add(argument.toErasure());
        }
        addTaken(argument, found);
      }
    }
  }
}
