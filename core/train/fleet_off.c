/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/fleet_engine.h"

const AeFleetEngine *const ae_fleet_engine = NULL;
