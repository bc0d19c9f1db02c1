// Described structs as rows of a view.
#pragma once

#include "engine/ports/stored.hpp"
