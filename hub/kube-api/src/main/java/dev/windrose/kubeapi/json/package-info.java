/** JSON trees: reading bodies strictly, comparing, and finding one's way in objects. */
@NullMarked
package dev.windrose.kubeapi.json;

import org.jspecify.annotations.NullMarked;
