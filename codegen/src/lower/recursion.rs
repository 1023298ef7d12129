//! A type that contains itself stands on the heap where it does.

use crate::api::{Api, Kind, TypeId, TypeRef, Types};

/// Boxes every direct use through which a type contains itself; lists and maps are on the heap anyway.
///
/// All fields on a cycle are boxed, though one would do: which one would depend on where the search begins, so
/// that a new operation could change the type of an old field. Alternatives are boxed only where they contain each
/// other without a field between them.
pub(crate) fn box_cycles(api: &mut Api) {
    for of_fields in [true, false] {
        let cycles = Cycles::of(&api.types);
        for (id, ty) in api.types.iter_mut() {
            if of_fields && !matches!(ty.kind, Kind::Struct(_)) {
                continue;
            }
            for part in ty.kind.parts_mut() {
                let part = part.held_mut();
                if let TypeRef::Named(target) = *part
                    && cycles.component[target.index()] == cycles.component[id.index()]
                {
                    *part = TypeRef::Boxed(target);
                }
            }
        }
    }
}

/// Which types contain each other: they have the same component. Tarjan's algorithm, without recursion.
struct Cycles {
    /// The component of each type; one that is being found has none.
    component: Vec<Option<usize>>,
    /// When each type was first met.
    met: Vec<Option<usize>>,
    /// The first of those met that each type is known to lead to.
    low: Vec<usize>,
    /// Met, and without a component.
    open: Vec<TypeId>,
    clock: usize,
}

impl Cycles {
    fn of(types: &Types) -> Self {
        let count = types.len();
        let mut cycles = Self {
            component: vec![None; count],
            met: vec![None; count],
            low: vec![0; count],
            open: Vec::new(),
            clock: 0,
        };
        for (id, _) in types.iter() {
            if cycles.met[id.index()].is_none() {
                cycles.visit(types, id);
            }
        }
        cycles
    }

    fn visit(&mut self, types: &Types, root: TypeId) {
        let mut path = vec![(root, self.enter(types, root))];
        while let Some((id, rest)) = path.last_mut() {
            let id = *id;
            if let Some(next) = rest.pop() {
                match self.met[next.index()] {
                    None => path.push((next, self.enter(types, next))),
                    Some(met) if self.component[next.index()].is_none() => {
                        self.low[id.index()] = self.low[id.index()].min(met);
                    }
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                self.low[parent.index()] = self.low[parent.index()].min(self.low[id.index()]);
            }
            if self.met[id.index()] == Some(self.low[id.index()]) {
                self.close(id);
            }
        }
    }

    /// Meets a type, and gives those it holds without any indirection.
    fn enter(&mut self, types: &Types, id: TypeId) -> Vec<TypeId> {
        self.met[id.index()] = Some(self.clock);
        self.low[id.index()] = self.clock;
        self.clock += 1;
        self.open.push(id);
        let held = |part: &TypeRef| if let TypeRef::Named(id) = part.held() { Some(*id) } else { None };
        types[id].kind.parts().into_iter().filter_map(held).collect()
    }

    /// Everything met since `first` leads back to it.
    fn close(&mut self, first: TypeId) {
        while let Some(id) = self.open.pop() {
            self.component[id.index()] = Some(first.index());
            if id == first {
                break;
            }
        }
    }
}
