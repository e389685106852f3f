/** What the API serves: kinds, their names, schemas, columns and rules, as data. */
@NullMarked
package dev.windrose.kubeapi.resource;

import org.jspecify.annotations.NullMarked;
