package org.scr4j.library;

import java.util.Optional;
import org.scr4j.dataset.DatasetDescriptor;

/** How messages call a dataset. */
final class Names {

  private Names() {}

  /** {@code dataset 12 (heat.240)}. */
  static String of(int id, Optional<DatasetDescriptor> descriptor) {
    return descriptor
        .flatMap(DatasetDescriptor::name)
        .map(name -> "dataset " + id + " (" + name + ")")
        .orElse("dataset " + id);
  }

  static String of(DatasetDescriptor descriptor) {
    return of(descriptor.id().orElse(0), Optional.of(descriptor));
  }
}
