@NullMarked
package io.trebuchet.run.boundary;

import org.jspecify.annotations.NullMarked;
